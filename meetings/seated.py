"""From seats to what the quorum's arithmetic counts (P4)."""

from members.enums import Role
from members.representation import SeatOn
from subgroup.deadlines.quorum import Present
from subgroup.terms.content import ParsedTerms

_NOT_BY_DEPUTY = {Role.CHAIR, Role.VICE_CHAIR}


def seat_present(seat: SeatOn, terms: ParsedTerms, *, deputy: bool) -> Present:
    """Somebody on the seat: its holder, or a deputy, who does not become chair by it."""
    role = Role(seat.seat.role)
    roles = frozenset() if deputy and role in _NOT_BY_DEPUTY else frozenset({str(role)})
    return Present(
        seat_key=seat.seat.code,
        agency=seat.agency.code,
        roles=roles,
        categories=frozenset(filter(None, [seat.seat.category, seat.agency.category])),
        counts=seat.counts and (not deputy or terms.standing.deputies_count_for_quorum),
    )
