"""Telling other packages that something about people changed, without knowing them.

Call `tell` after the transaction. Whoever follows people (rules that assign programmes, for instance) registers a function
with `follow`; it gets the ids of the people concerned, or None when it may be anybody, and usually enqueues a job.
"""

from collections.abc import Callable, Collection

Follower = Callable[[Collection[int] | None], None]

FOLLOWERS: list[Follower] = []


def follow(follower: Follower) -> Follower:
    FOLLOWERS.append(follower)
    return follower


def tell(user_ids: Collection[int] | None) -> None:
    for follower in FOLLOWERS:
        follower(user_ids)
