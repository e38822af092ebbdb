"""Several people who do something at the same moment, each in a thread of her own."""

import threading
from collections.abc import Callable

from django.db import connection

Attempt = Callable[[], object]


def at_once(told: tuple[type[BaseException], ...], **attempts: Attempt) -> list[str]:
    """Make attempts at the same moment; return which came through, by name.

    The others must have been told, by one of these errors; False says that there was nothing to
    do. What ended otherwise is named with its error.
    """
    barrier, done = threading.Barrier(len(attempts)), []

    def run(name: str, attempt: Attempt) -> None:
        barrier.wait()
        try:
            outcome = attempt()
        except told:
            return
        except BaseException as error:
            done.append(f"{name}: {type(error).__name__}: {error}")
            raise
        finally:
            connection.close()
        if outcome is not False:
            done.append(name)

    threads = [threading.Thread(target=run, args=attempt) for attempt in attempts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(done)
