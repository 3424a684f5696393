"""A model's answer, claim by claim: what holds is told at once, what does not is repaired in one more turn."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

from api.contracts import Grounding
from api.copilot.client import ChatClient
from api.copilot.endpoint import ChatError
from api.copilot.facts import Facts
from api.copilot.messages import Messages, repair, schema
from api.copilot.reply import Refused, Reply, ReplyError
from api.copilot.verify import Claim, Violation, check

Turn = Generator[Claim | None, None, tuple[str, list[Violation]]]


@dataclass
class Talk:
    """One question to a model. A claim is told as soon as it is whole and holds, up to the first of a turn that does not.

    So what is told is never taken back. `grounding` is there once the model has said all that it had to say and it
    holds; `fault` says why that did not come about: a ChatError's, or `shape`, `unverified`, `refused`.
    """

    chat: ChatClient
    facts: Facts

    def __post_init__(self) -> None:
        self.told: list[Claim] = []
        self.grounding: Grounding | None = None
        self.fault: str | None = None

    def claims(self, messages: Messages) -> Iterator[Claim | None]:
        """The claims that hold, as they come, and None where nothing new came; never raises for what a model does."""
        try:
            yield from self._turns(messages)
        except ChatError as error:
            self.fault = error.fault
        except ReplyError:
            self.fault = "shape"
        except Refused:
            self.fault = "refused"

    def _turns(self, messages: Messages) -> Iterator[Claim | None]:
        until = self.chat.deadline()
        reply, violations = yield from self._turn(messages, until)
        if not violations:
            self.grounding = "verified"
            return
        again = repair(messages, reply, self.told, violations)
        _, violations = yield from self._turn(again, until)
        if violations:
            self.fault = "unverified"
        else:
            self.grounding = "repaired"

    def _turn(self, messages: Messages, until: float) -> Turn:
        reply, index = Reply(), 0
        violations: list[Violation] = []
        before = {i for claim in self.told for i in claim.fact_ids}
        for piece in self.chat.ask(messages, schema(self.facts), until):
            for claim in reply.feed(piece):
                violations += [replace(v, claim_index=index) for v in self._violations(claim)]
                index += 1
                if not violations and self._is_new(claim, before):
                    self.told.append(claim)
                    yield claim
            yield None
        reply.end()
        return reply.text, violations

    def _violations(self, claim: Claim) -> list[Violation]:
        """What the claim's facts do not carry; or that it is no more than a fact's label."""
        bare = claim.text.casefold().strip(" .").removeprefix("the ")
        if any(bare in fact.label.casefold() for fact in self.facts):
            return [Violation(0, claim.text, "empty", "it repeats a label; say what the fact says")]
        return check([claim], list(self.facts))

    def _is_new(self, claim: Claim, before: set[str]) -> bool:
        """Not told yet: a repair tends to say again, in other words, what the turn before told of the facts `before`."""
        is_covered = bool(before) and set(claim.fact_ids) <= before
        return not is_covered and claim.text not in [told.text for told in self.told]
