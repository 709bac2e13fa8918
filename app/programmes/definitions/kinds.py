"""Why a programme is asked for."""

from enum import StrEnum


class Requirement(StrEnum):
    LAW = "law"
    CUSTOMER = "customer"
    POLICY = "policy"
    POST = "post"
    DEVELOPMENT = "development"
