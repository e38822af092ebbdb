"""Wagtail writes mails about workflows by itself; here people are told in our way only.

Ours say why one gets them and how to stop them, and keep quiet about what one may not see.
"""

from wagtail.admin import signal_handlers
from wagtail.models import WorkflowState


def stop_wagtails_mails() -> None:
    """Take its senders off again; called after Wagtail's admin has put them on."""
    for signal, uid in (
        (signal_handlers.workflow_submitted, "workflow_state_submitted_email_notification"),
        (signal_handlers.workflow_rejected, "workflow_state_rejected_email_notification"),
        (signal_handlers.workflow_approved, "workflow_state_approved_email_notification"),
    ):
        signal.disconnect(sender=WorkflowState, dispatch_uid=uid)
