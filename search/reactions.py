"""What the search does when something happened elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from portal.kernel.content import Reference
from portal.outbox.registry import Failure
from search.engines import engine
from search.engines.stored import words_of
from search.port import Document
from search.registry import searchable
from search.vocabulary import learn


def reindex(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Bring the index in line with the database for these things; what is gone is deleted."""
    documents = describe(references)
    gone = [reference for reference in references if reference not in documents]
    failures = engine().update(list(documents.values()), gone)
    learn_from(documents.values())
    return failures


def describe(references: Iterable[Reference]) -> dict[Reference, Document]:
    """Describe what is findable of these things, as the database has it now."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for reference in references:
        by_kind[reference.kind].append(reference.key)
    documents: dict[Reference, Document] = {}
    for kind, keys in by_kind.items():
        if described := searchable(kind):
            found = described.documents(keys)
            documents |= {document.reference: document for document in found.values()}
    return documents


def learn_from(documents: Iterable[Document]) -> None:
    """Add the words of these documents to the vocabulary of those who may read them."""
    learn(
        {
            (token, word)
            for document in documents
            for word in words_of(document)
            for token in document.audience
        }
    )
