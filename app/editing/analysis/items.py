"""One question among its test: its figures, its options, and what they ask the author to do. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from .statistics import Groups, correlation, difficulty, efficiency, is_constant, mean, upper_lower

FOR_DIFFICULTY, FOR_DISCRIMINATION, FOR_FLAGS = 10, 30, 50  # people, from which on a figure is shown, a flag raised
TOO_EASY, TOO_HARD = 0.95, 0.2
WEAK = 0.2  # correlation with the rest, below which a question is to be revised
FUNCTIONING = 0.05  # share, from which on a wrong option draws somebody
FOR_KEY = 10  # people who chose it, from which on an option may call the key wrong


class Flag(StrEnum):
    """What asks for a look, most urgent first."""

    KEY = "key"  # a wrong option goes with a better result than the right one
    NEGATIVE = "negative"  # whoever is better at the rest is worse here
    WEAK = "weak"
    NO_VARIANCE = "no variance"
    TOO_EASY = "too easy"
    TOO_HARD = "too hard"


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """An option: how many chose it, and how well they did at the rest. `r`: of having chosen it with the rest.

    `functioning`: of a wrong option, that it draws some, and those who do worse; None for a right one and where there are
    too few people. `suspect`: it goes with a better result than the right one.
    """

    key: str
    right: bool
    count: int
    share: float | None
    r: float | None
    rest_mean: float | None
    upper_share: float | None
    lower_share: float | None
    functioning: bool | None = None
    suspect: bool = False


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """A question's figures over `n` people. `r_rest` is the one to go by; `r_total` is for exports.

    `preliminary`: shown, but of too few people to act on.
    """

    n: int
    difficulty: float | None
    r_rest: float | None
    r_total: float | None
    d: float | None
    upper_count: int
    lower_count: int
    efficiency: float | None
    options: tuple[OptionFigures, ...]
    flags: tuple[Flag, ...]

    @property
    def preliminary(self) -> bool:
        return FOR_DISCRIMINATION <= self.n < FOR_FLAGS

    @property
    def suspects(self) -> tuple[str, ...]:
        """Keys of options that may be the right ones."""
        return tuple(option.key for option in self.options if option.suspect)


def figures_of(
    scores: Sequence[float],
    rest: Sequence[float],
    totals: Sequence[float],
    groups: Groups,
    chosen: Sequence[Collection[str]] = (),
    keys: Sequence[tuple[str, bool]] = (),
) -> ItemFigures:
    """Everything about one question. Scores are shares in 0..1; `chosen`: everybody's options; `keys`: (key, is right)."""
    r_rest = correlation(scores, rest)
    options = _judged([_option(key, right, chosen, rest, groups) for key, right in keys], len(scores))
    found = ItemFigures(
        n=len(scores),
        difficulty=difficulty(scores),
        r_rest=r_rest,
        r_total=correlation(scores, totals),
        d=upper_lower(scores, groups),
        upper_count=len(groups.upper),
        lower_count=len(groups.lower),
        efficiency=efficiency(scores, rest),
        options=options,
        flags=(),
    )
    return replace(found, flags=_flags(found, is_alike=len(scores) > 1 and is_constant(scores)))


def tempered(figures: ItemFigures) -> ItemFigures:
    """Without what so few people cannot carry: below 10 only counts, below 30 no discrimination, below 50 no flags."""
    if figures.n >= FOR_FLAGS:
        return figures
    quiet = replace(figures, flags=(), options=tuple(replace(option, suspect=False) for option in figures.options))
    if figures.n >= FOR_DISCRIMINATION:
        return quiet
    options = tuple(_counted(option) for option in quiet.options)
    bare = replace(quiet, r_rest=None, r_total=None, d=None, efficiency=None, options=options)
    if figures.n >= FOR_DIFFICULTY:
        return bare
    return replace(bare, difficulty=None, options=tuple(replace(option, share=None) for option in options))


def _counted(option: OptionFigures) -> OptionFigures:
    return replace(option, r=None, rest_mean=None, upper_share=None, lower_share=None, functioning=None)


def _option(
    key: str, right: bool, chosen: Sequence[Collection[str]], rest: Sequence[float], groups: Groups
) -> OptionFigures:
    picked = [float(key in own) for own in chosen]
    own_rest = [other for other, is_picked in zip(rest, picked, strict=True) if is_picked]
    return OptionFigures(
        key,
        right,
        count=len(own_rest),
        share=difficulty(picked),
        r=correlation(picked, rest),
        rest_mean=mean(own_rest) if own_rest else None,
        upper_share=difficulty([picked[at] for at in groups.upper]),
        lower_share=difficulty([picked[at] for at in groups.lower]),
    )


def _judged(options: Sequence[OptionFigures], people: int) -> tuple[OptionFigures, ...]:
    """With what the options say beside one another. Of the wrong ones that are good as a key and beat it, the best is suspect."""
    rights = [option.r for option in options if option.right and option.r is not None]
    wrongs = [option.r for option in options if _is_good_as_key(option, people) and option.r is not None]
    beaten = bool(rights and wrongs) and max(wrongs) > max(rights)
    return tuple(
        option
        if option.right
        else replace(
            option,
            functioning=_draws(option) and option.r is not None and option.r < 0,
            suspect=beaten and _is_good_as_key(option, people) and option.r == max(wrongs),
        )
        for option in options
    )


def _draws(option: OptionFigures) -> bool:
    """A wrong option that so many chose that its figures mean something."""
    return not option.right and (option.share or 0) >= FUNCTIONING


def _is_good_as_key(option: OptionFigures, people: int) -> bool:
    """A wrong option that more of the best chose than of the weakest, and so many that this is hardly chance.

    Of fewer people than a flag needs it is only shown, whatever its number.
    """
    is_chosen_by_the_best = (option.upper_share or 0) > (option.lower_share or 0) and (option.r or 0) > 0
    return _draws(option) and is_chosen_by_the_best and (option.count >= FOR_KEY or people < FOR_FLAGS)


def _flags(figures: ItemFigures, *, is_alike: bool) -> tuple[Flag, ...]:
    """`is_alike`: everybody scores the same. That says all, however easy or hard it is."""
    p, r = figures.difficulty, figures.r_rest
    raised = {
        Flag.KEY: bool(figures.suspects),
        Flag.NEGATIVE: r is not None and r < 0,
        Flag.WEAK: r is not None and 0 <= r < WEAK,
        Flag.NO_VARIANCE: is_alike,
        Flag.TOO_EASY: p is not None and p > TOO_EASY and not is_alike,
        Flag.TOO_HARD: p is not None and p < TOO_HARD and not is_alike,
    }
    return tuple(flag for flag in Flag if raised[flag])
