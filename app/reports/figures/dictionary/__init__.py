"""The field dictionary of the query desk: one file a population. Read `model` first."""

from . import completions, credits, duties, people

POPULATIONS = {
    each.name: each for each in (people.POPULATION, duties.POPULATION, completions.POPULATION, credits.POPULATION)
}
