"""What the checker may say: every code with its severity, its message and what to do (content-format §15.4).

English is the message id of the other languages. Codes are stable: a code is never used again for something else.
"""

from __future__ import annotations

from typing import NamedTuple

from .model import Severity


class Entry(NamedTuple):
    severity: Severity
    message: str
    hint: str = ""


def N_(message: str) -> str:  # the usual name: extraction knows it
    """Marks a message for extraction; it is translated when it is shown."""
    return message


E: Severity = "error"
W: Severity = "warning"
I: Severity = "info"  # noqa: E741  # as in the format's tables

CODES: dict[str, Entry] = {
    "C101": Entry(
        W,
        N_("No id is given; “%(id)s” is taken from the file name."),
        N_("Add `id: %(id)s`, so that renaming the file cannot separate it from learners' progress."),
    ),
    "C102": Entry(
        E,
        N_("The id “%(id)s” is already used by %(other)s."),
        N_("Give this file an id of its own. If it replaces the other one, delete the other one."),
    ),
    "C103": Entry(
        E,
        N_("“%(id)s” cannot be an id."),
        N_("Use small letters, digits and `-`, for example `landed-cost` or `到岸成本`."),
    ),
    "C104": Entry(E, N_("After “%(key)s” there is a full-width colon (：)."), N_("Type `:` and a blank.")),
    "C105": Entry(E, N_("There is a tab at the start of this line."), N_("Indent with blanks.")),
    "C106": Entry(
        E,
        N_("This is not valid YAML: %(why)s."),
        N_("Look for a missing quote, bracket or colon on this line or the one above."),
    ),
    "C107": Entry(E, N_("“%(key)s” is given twice."), N_("Keep one.")),
    "C108": Entry(W, N_("“%(field)s” is not a known field and is ignored."), N_("Correct or remove it.")),
    "C109": Entry(E, N_("%(field)s must be %(want)s.")),
    "C110": Entry(E, N_("%(field)s must be from %(lo)s to %(hi)s.")),
    "C111": Entry(E, N_("%(field)s must be one of %(want)s.")),
    "C112": Entry(E, N_("%(field)s is missing."), N_("Add it.")),
    "C113": Entry(
        E, N_("The block that begins with --- is never closed."), N_("Put a line `---` after the last field.")
    ),
    "C114": Entry(
        E,
        N_("Something stands before the first ---."),
        N_("The block of fields must be at the very top of the file."),
    ),
    "C115": Entry(E, N_("Here should be lines of the form “field: value”.")),
    "C116": Entry(E, N_("This file is not in UTF-8."), N_("Save it as UTF-8.")),
    "C117": Entry(I, N_("A byte order mark was dropped.")),
    "C118": Entry(E, N_("Too many %(what)s: at most %(limit)s."), N_("Split the file or the question.")),
    "C119": Entry(E, N_("The file is larger than 1 MiB."), N_("Split it into lessons.")),
    "C120": Entry(E, N_("This page has no title."), N_("Add `title: …` at the top.")),
    "C121": Entry(W, N_("The folder “%(module)s” has no module.yaml."), N_("Add one with a title.")),
    "C122": Entry(
        E,
        N_("“%(name)s” is in the list but not in the folder."),
        N_("Correct the list, or put the file back."),
    ),
    "C123": Entry(
        W,
        N_("“%(name)s” is not in the list and goes to the end."),
        N_("Add it to the list where it belongs."),
    ),
    "C124": Entry(E, N_("“%(name)s” is required but does not exist.")),
    "C125": Entry(E, N_("These pages wait for each other: %(path)s."), N_("Remove one requirement.")),
    "C126": Entry(
        E,
        N_("“%(name)s” is not a competency of this course, or has no such level."),
        N_("See `competencies` in course.yaml."),
    ),
    "C127": Entry(W, N_("“%(field)s” has no effect in a %(type)s."), N_("Remove it, or set `type: quiz`.")),
    "C128": Entry(E, N_("This course is written for format %(value)s; this platform reads format 1.")),
    "C129": Entry(
        E, N_("Anchors (&), references (*) and tags (!) cannot be used here."), N_("Put the text in quotes.")
    ),
    "C130": Entry(
        E, N_("This lesson has two files for one language; the other is %(other)s."), N_("Rename or delete one.")
    ),
    "C131": Entry(E, N_("There is an invisible control character here."), N_("Delete it.")),
    "C132": Entry(
        W, N_("This page was due for review on %(date)s."), N_("Check its facts, then move `review_by` and `as_of`.")
    ),
    "C197": Entry(E, N_("This file cannot be opened: %(why)s."), N_("Look at who may read it.")),
    "C198": Entry(
        E, N_("This file cannot be read: %(why)s."), N_("Please report this: it is a fault of the platform.")
    ),
    "C201": Entry(
        E,
        N_("A question must be a heading of level 2 to 6 that stands by itself."),
        N_("Write `## [?] …` at the start of a line, outside lists and quotations."),
    ),
    "C202": Entry(
        W,
        N_("This question has no id."),
        N_("Add `` `id: …` `` below the heading, so that editing the text keeps its results."),
    ),
    "C203": Entry(
        E,
        N_("“%(id)s” cannot be an id."),
        N_("Use small letters, digits and `-`, for example `landed-cost` or `到岸成本`."),
    ),
    "C204": Entry(
        E, N_("The question id “%(id)s” is already used in %(other)s."), N_("Give this question another id.")
    ),
    "C205": Entry(E, N_("“%(key)s” is not a setting of a question.")),
    "C206": Entry(E, N_("“%(value)s” will not do for %(key)s: it must be %(want)s.")),
    "C207": Entry(E, N_("“%(key)s” is given twice."), N_("Keep one.")),
    "C208": Entry(E, N_("Nothing is asked here."), N_("Write the question after `[?]` or below.")),
    "C209": Entry(
        E,
        N_("This question has no answers."),
        N_("Add `- ( )` and `- (x)` lines, blanks `[[…]]`, or `` `type: open` ``."),
    ),
    "C210": Entry(E, N_("No option is marked as right."), N_("Put `x` between the brackets of the right one.")),
    "C211": Entry(
        E,
        N_("More than one option of a single choice is marked as right."),
        N_("Use `[x]` if several are right."),
    ),
    "C212": Entry(E, N_("Round and square brackets are mixed."), N_("`( )` for one right answer, `[ ]` for several.")),
    "C213": Entry(E, N_("This item has no mark, the others have."), N_("Start it with `( )` or `[ ]`.")),
    "C214": Entry(
        E,
        N_("It is not clear what is to be typed here."),
        N_("Add `` `type: text` `` or `` `type: number` ``."),
    ),
    "C215": Entry(E, N_("This question has two kinds of answers."), N_("Make two questions of it.")),
    "C216": Entry(E, N_("This option is empty.")),
    "C217": Entry(E, N_("This option is the same as the one in line %(other)s.")),
    "C218": Entry(E, N_("A choice needs at least two options.")),
    "C219": Entry(W, N_("Every option is right."), N_("Add one that is not.")),
    "C220": Entry(
        E,
        N_("There is text after the answers."),
        N_("Put it above them, in `> [!EXPLANATION]`, or end the question with a line `---`."),
    ),
    "C221": Entry(E, N_("The type is given as %(type)s, but the answers are those of %(found)s.")),
    "C222": Entry(
        E,
        N_("This quotation belongs to no answer."),
        N_("Indent it under its option and remove the blank line, or label it `[!EXPLANATION]`."),
    ),
    "C223": Entry(I, N_("This remark is not indented; it was taken for the option above.")),
    "C224": Entry(I, N_("This mark was read as ( ), (x), [ ] or [x].")),
    "C225": Entry(E, N_("“%(label)s” is not known here.")),
    "C226": Entry(
        W,
        N_("“All of the above” will not stay last when options are shuffled."),
        N_("Add `` `pin: yes` `` at its end."),
    ),
    "C227": Entry(E, N_("%(label)s does not go with this type of question.")),
    "C228": Entry(
        E,
        N_("This looks like an option but is not one."),
        N_("Write a dash, a blank, the brackets, a blank: `- ( ) text`."),
    ),
    "C230": Entry(E, N_("“%(text)s” cannot be read as a number."), N_("Write for example `= 12.5 ± 0.1 kg`.")),
    "C231": Entry(E, N_("What follows ± must be a number that is not negative.")),
    "C232": Entry(E, N_("The range runs backwards."), N_("Smaller number first.")),
    "C233": Entry(W, N_("Nobody may hit this number exactly."), N_("Add `± …` or `` `tolerance: 2%%` ``.")),
    "C234": Entry(E, N_("“%(part)s” is not a conversion."), N_("Write for example `g = 0.001`.")),
    "C235": Entry(
        W,
        N_("± %(n)s%% means %(n)s percentage points."),
        N_("For a relative tolerance use `` `tolerance: %(n)s%%` ``."),
    ),
    "C236": Entry(
        E,
        N_("These weights do not fit (%(sum)s%%)."),
        N_("The weights of right options add up to 100%%, one accepted number has 100%%, wrong options have less."),
    ),
    "C237": Entry(E, N_("An ordering needs a numbered list of at least two items.")),
    "C238": Entry(E, N_("This entry is the same as the one in line %(other)s.")),
    "C239": Entry(E, N_("A match needs a table with two columns and at least two rows.")),
    "C240": Entry(E, N_("This formula cannot be read near “%(near)s”.")),
    "C241": Entry(E, N_("“%(name)s” is not defined above.")),
    "C242": Entry(E, N_("There is no function %(name)s with so many arguments.")),
    "C243": Entry(E, N_("This cannot be computed: %(why)s.")),
    "C244": Entry(E, N_("random() and choice() must stand alone."), N_("Give the value a name of its own first.")),
    "C245": Entry(E, N_("The name “%(name)s” is taken.")),
    "C246": Entry(E, N_("No draw meets the conditions."), N_("Loosen `require`.")),
    "C247": Entry(W, N_("Two options can come out equal."), N_("Add a `require`, or widen the ranges.")),
    "C248": Entry(W, N_("“%(name)s” is never used.")),
    "C249": Entry(E, N_("Too much for a formula: %(what)s.")),
    "C250": Entry(E, N_("{{ is not closed, or nothing is in it.")),
    "C251": Entry(E, N_("[[ is not closed, or nothing is in it.")),
    "C252": Entry(E, N_("A list to choose from needs two entries or more, one of them (x).")),
    "C253": Entry(W, N_("{{…}} is plain text here."), N_("Variables work only in questions.")),
    "C254": Entry(E, N_("No questions stand under this pool."), N_("Put them below it, one level deeper.")),
    "C255": Entry(E, N_("At most three * in an answer.")),
    "C256": Entry(W, N_("Variables work only in questions.")),
    "C301": Entry(E, N_("“%(target)s” does not exist.")),
    "C302": Entry(E, N_("There is no heading for “%(target)s”.")),
    "C303": Entry(E, N_("“%(target)s” differs in capital letters from %(real)s.")),
    "C304": Entry(E, N_("“%(target)s” leads out of the course."), N_("Put the file into the course.")),
    "C305": Entry(
        E, N_("“%(target)s” begins with /."), N_("Write the path from this file, for example `assets/a.png`.")
    ),
    "C306": Entry(E, N_("“%(target)s” has backslashes."), N_("Use /.")),
    "C307": Entry(W, N_("“%(target)s” has blanks, so this is not a link."), N_("Put it in `<…>`, or rename the file.")),
    "C308": Entry(W, N_("This would be a link if its brackets were not full-width."), N_("Use ( ).")),
    "C309": Entry(E, N_("“%(target)s” cannot be used here.")),
    "C310": Entry(E, N_("“%(target)s” does not exist.")),
    "C311": Entry(I, N_("No page uses this file.")),
    "C312": Entry(
        W,
        N_("A line of - or = under text makes it a heading."),
        N_("Use `#`, or put a blank line between."),
    ),
    "C313": Entry(W, N_("Headings skip a level, or there is a second level-1 heading.")),
    "C314": Entry(E, N_("Files of this type, or of this size, are not served.")),
    "C315": Entry(W, N_("The page linked to is not published.")),
    "C320": Entry(W, N_("This picture has no description."), N_("Write what it shows between the square brackets.")),
    "C321": Entry(W, N_("This recording has no captions."), N_("Put a .vtt file of the same name beside it.")),
    "C322": Entry(E, N_("This is not a captions file."), N_("Its first line must be WEBVTT.")),
    "C330": Entry(W, N_("<%(tag)s> is not allowed and was removed."), N_("Use Markdown.")),
    "C331": Entry(E, N_("<%(tag)s> can run or load foreign code."), N_("Remove it.")),
    "C332": Entry(E, N_("These files include each other.")),
    "C333": Entry(E, N_("A file with questions cannot be included."), N_("Use a pool.")),
    "C334": Entry(E, N_("Includes are nested too deep.")),
    "C335": Entry(E, N_("This formula cannot be shown: %(why)s.")),
    "C336": Entry(W, N_("“%(text)s” was read as a formula; is it money?"), N_("Write \\$.")),
    "C337": Entry(W, N_("Diagrams (%(lang)s) are not drawn."), N_("Use a picture.")),
    "C338": Entry(I, N_("The language “%(lang)s” is not known; shown without colours.")),
    "C339": Entry(W, N_("%(what)s is not part of this format and shows as it is.")),
    "C340": Entry(W, N_("The footnote “%(name)s” has no text.")),
    "C341": Entry(W, N_("These ** were not taken as bold."), N_("Put a blank outside them, or none inside.")),
    "C342": Entry(W, N_("Four blanks at the start make this code."), N_("Remove them, or use a fence.")),
    "C401": Entry(E, N_("This quiz has no questions.")),
    "C402": Entry(E, N_("%(want)s questions are to be drawn, but there are %(have)s.")),
    "C403": Entry(E, N_("There is no pool “%(name)s”.")),
    "C404": Entry(W, N_("The questions of this pool have different points, so attempts will differ.")),
    "C405": Entry(I, N_("This quiz has open questions: results wait for a review.")),
    "C406": Entry(E, N_("completion is quiz, but there are no questions.")),
    "C407": Entry(W, N_("Completing this lesson waits for a review.")),
    "C501": Entry(
        W,
        N_("The source has changed since this translation was made."),
        N_("Bring it up to date, then press *Translation is up to date*."),
    ),
    "C502": Entry(
        I, N_("It is not known which state of the source was translated."), N_('Add `source_hash: "%(want)s"`.')
    ),
    "C503": Entry(
        W,
        N_("%(lang)s is not a language of this course; the file is left out."),
        N_("Add it to `languages`."),
    ),
    "C504": Entry(W, N_("There is no file in %(lang)s.")),
    "C505": Entry(I, N_("Not translated into %(lang)s.")),
    "C510": Entry(E, N_("The question “%(id)s” is in only one of the two files.")),
    "C511": Entry(
        E,
        N_("The %(what)s differ from the source."),
        N_("Same options, marks, numbers and variables, in the same order."),
    ),
    "C512": Entry(E, N_("%(field)s differs from the source."), N_("Remove it here; it is read from the source.")),
    "C513": Entry(W, N_("%(field)s is read from the source and ignored here."), N_("Remove it.")),
    "C515": Entry(W, N_("The term “%(term)s” is missing.")),
    "C601": Entry(E, N_("This file cannot be read as %(format)s: %(why)s.")),
    "C602": Entry(W, N_("%(feature)s has no counterpart and was left out.")),
    "C603": Entry(I, N_("Read as %(encoding)s.")),
    "C604": Entry(E, N_("Row %(row)s: %(why)s.")),
    "C605": Entry(I, N_("HTML was turned into Markdown.")),
    "C606": Entry(
        W,
        N_("A question with this id or this text is already there."),
        N_("Choose: skip, replace, or add."),
    ),
    "C607": Entry(W, N_("%(n)s variables were written out as %(k)s fixed questions.")),
    "C608": Entry(E, N_("A file in this package has an unsafe name or is too large.")),
    "C701": Entry(
        E,
        N_("“%(name)s” is not in the competency framework."),
        N_("Correct it, or add it to framework/competencies.yaml."),
    ),
    "C702": Entry(
        E,
        N_("Levels given: %(have)s; the competency framework has %(want)s."),
        N_("Give as many as stand under `levels` in framework/competencies.yaml."),
    ),
    "C703": Entry(
        W,
        N_("“%(name)s” is called “%(want)s” in the competency framework."),
        N_("Use the same name here, or change it in framework/competencies.yaml."),
    ),
    "C704": Entry(
        W,
        N_("There is no course “%(name)s”."),
        N_("Correct the id; as long as there is none, the programme is made without it."),
    ),
}
