"""A quotation and the groups of links → which group it cites, how the post ties the two, and why in words."""

from collections.abc import Iterable, Sequence

from citewatch import text
from citewatch.citations.groups import Group, GroupIndex
from citewatch.model import Citation, Document, Evidence, Quotation, Span

_LONG = 5  # letters of words by which a lead is recognised in the paragraph that bears it out
_NEAR = 300  # code points between a mention and the words that it introduces; one further off is carried
_SHARED = 3  # how many of them must agree


class Binder:
    """Answers for one quotation after another."""

    def __init__(self, document: Document, groups: Sequence[Group], quotations: Iterable[Quotation]) -> None:
        self._document = document
        self._groups = groups
        self._index = GroupIndex(groups)
        self._held = [bool(one.names) for one in groups]
        self._quoted = [False] * len(groups)
        self._last: dict[str, tuple[int, int]] = {}  # by surname: where they were last quoted, and from which group
        for number, group in enumerate(groups):
            for surname in sorted(group.names):
                self._index.name(number, surname)
        for one in quotations:
            found = self._in_sentence(one)
            if found is not None:
                self._quoted[found] = True
                if name := surname_of(one):
                    self._index.name(found, name)
                    self._held[found] = True

    def citations(self, quotation: Quotation) -> tuple[Citation, ...]:
        """The citations of a quotation, all to one group; none where nothing supports a link.

        To be asked in the order of the text: a speaker's last source is remembered.
        """
        for find, evidence in (
            (self._in_sentence, Evidence.SENTENCE),
            (self._in_paragraph, Evidence.PARAGRAPH),
            (self._carried, Evidence.CARRIED),
        ):
            number = find(quotation)
            if number is not None:
                if name := surname_of(quotation):
                    self._last[name] = (quotation.spans[0].start, number)
                return self._cite(quotation, number, evidence)
        return ()

    def _cite(self, quotation: Quotation, number: int, evidence: Evidence) -> tuple[Citation, ...]:
        group = self._groups[number]
        distance = quotation.paragraph - group.paragraph
        if evidence == Evidence.CARRIED and distance == 0:
            evidence = Evidence.PARAGRAPH
        reason = self._reason(quotation, number, evidence, distance)
        return tuple(Citation(link.url, evidence, distance, link.role, reason) for link in group.links)

    def _in_sentence(self, quotation: Quotation) -> int | None:
        """The first group behind the quotation's cue or words in its sentence, else the last one before it there."""
        spans = quotation.spans
        here = self._index.in_sentences(Span(spans[0].start, spans[-1].end))
        fitting = [n for n in here if any(self._groups[n].sentence.overlaps(span) for span in spans)]
        behind = [n for n in fitting if self._groups[n].span.start >= _reporting_start(quotation)]
        return behind[0] if behind else fitting[-1] if fitting else None

    def _in_paragraph(self, quotation: Quotation) -> int | None:
        """A group of the same speaker in the paragraph, else the next one that is nobody else's."""
        paragraph = self._document.paragraphs[quotation.paragraph]
        start, end = quotation.spans[0].start, quotation.spans[-1].end
        name = surname_of(quotation)
        if name:
            same = self._index.named_before(name, start, paragraph.start)
            same = same if same is not None else self._index.named_behind(name, end, paragraph.end)
            if same is not None:
                return same
        before = self._index.before(start, paragraph.start)
        if before is not None and self._groups[before].pronoun and not self._quoted[before] and not self._held[before]:
            return before  # «And here he is in the second interview (a). …»
        behind = self._index.behind(end, paragraph.end)
        return None if behind is None or (name and self._held[behind]) else behind

    def _carried(self, quotation: Quotation) -> int | None:
        """The last group of this speaker before it, else of the post; before the first, the one that introduces it."""
        if quotation.paragraph in self._document.items:
            return None
        start, name = quotation.spans[0].start, surname_of(quotation)
        own = self._own(name, start)
        last = own if own is not None else self._index.before(start)
        if last is None:
            return self._introduced_later(quotation)
        return last if self._groups[last].paragraph not in self._document.items else None

    def _own(self, name: str, start: int) -> int | None:
        """The last group from which somebody was quoted, or with which they are named, whichever came later."""
        named = self._index.named_before(name, start) if name else None
        said, quoted = self._last.get(name, (-1, None))
        return quoted if named is None or self._groups[named].span.start < said else named

    def _introduced_later(self, quotation: Quotation) -> int | None:
        """For a lead before the first link: the paragraph that introduces the same speaker, or the same words."""
        first = self._groups[0] if self._groups else None
        if first is None or first.paragraph <= quotation.paragraph or first.paragraph in self._document.items:
            return None
        name = surname_of(quotation)
        if name and self._index.is_named(0, name):
            return 0
        paragraph = self._document.paragraphs[first.paragraph].cut(self._document.text)
        shared = set(text.words(quotation.text(self._document))) & set(text.words(paragraph))
        return 0 if len([word for word in shared if len(word) >= _LONG]) >= _SHARED else None

    def _reason(self, quotation: Quotation, number: int, evidence: Evidence, distance: int) -> str:
        if evidence == Evidence.SENTENCE:
            return "in the same sentence"
        if evidence == Evidence.PARAGRAPH:
            return "in the same paragraph"
        if distance < 0:
            return f"taken from the link {_paragraphs(-distance)} later, which introduces it"
        name = surname_of(quotation)
        whose = "same speaker" if name and self._index.is_named(number, name) else "last source before it"
        return f"carried over {_paragraphs(distance)}: {whose}"


def _reporting_start(quotation: Quotation) -> int:
    """From where on a link may be the quotation's: its cue or its mention, when they come before the words."""
    heads = [span.start for span in (quotation.cue_span, quotation.speaker_span) if span]
    near = [start for start in heads if start > quotation.spans[0].start - _NEAR]
    return min([quotation.spans[0].end, *near])


def surname_of(quotation: Quotation) -> str:
    """The levelled surname of a quotation's speaker; empty when nobody is named."""
    return text.level(quotation.speaker.split()[-1]) if quotation.speaker else ""


def _paragraphs(count: int) -> str:
    return f"{count} paragraph{'s' if count != 1 else ''}"
