"""One person with one course: opens lessons, answers, takes quizzes, and leaves the rows that real acts leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.content.model import Course, Lesson
from app.learning.credentials import first_period, pass_until, policy_of
from app.learning.drawing import check_seed, draw_questions, entry_of
from app.learning.grading import grade_answer, grade_attempt
from app.learning.honesty import rules
from app.learning.progress import Progress, best_points, progress_of, reaches
from app.questions import scoring, variants
from app.questions.model import Answer, Grade, Question

from .answers import answer_question
from .company import Member
from .facts import Facts, Row
from .hours import Diary

SURE = 99.0  # an ability with which everything is right
NOT_YET_TAUGHT = 1.7  # of ability: what is asked before a course
MOST_ATTEMPTS = 5
IN_A_HURRY = 0.06  # of the usual reading time


class TimeIsUp(Exception):
    """The next act would lie in the future, or after the person has left."""


@dataclass(slots=True)
class Learner:
    facts: Facts
    place: int
    member: Member
    course: Course
    diary: Diary
    until: datetime
    zone: ZoneInfo
    ability: float
    persistent: bool = True  # goes back to what failed
    scripted: bool = False  # passes for sure, the first quiz perhaps at the second go
    finished: bool = False
    records: dict[str, Row] = field(default_factory=dict)
    drawn: dict[str, Question] = field(default_factory=dict)  # questions of lessons with this person's numbers

    @property
    def hurried(self) -> bool:
        """One in many clicks through."""
        return not self.scripted and self.place % 199 == 41

    @property
    def progress(self) -> Progress:
        return progress_of(self.course, [(key, row["completed_at"]) for key, row in self.records.items()])

    def is_locked(self, lesson: Lesson) -> bool:
        return bool(lesson.requires and self.progress.unmet(lesson))

    def study(self, lesson: Lesson) -> None:
        """Go through a lesson or quiz. Raises TimeIsUp."""
        if lesson.kind == "quiz":
            self._take_quiz(lesson)
        else:
            self._read(lesson)

    def begin(self, lesson: Lesson) -> None:
        """Open a lesson and leave it."""
        begin, end = self._take(timedelta(minutes=self.diary.rng.uniform(1, 3)))
        self._spend(self._open(lesson, begin), lesson, begin, int((end - begin).total_seconds()))

    def _read(self, lesson: Lesson) -> None:
        rng = self.diary.rng
        minutes = (lesson.minutes or 8) * rng.uniform(0.5, 1.4) * (IN_A_HURRY if self.hurried else 1)
        begin, end = self._take(max(timedelta(minutes=minutes), timedelta(seconds=(lesson.min_seconds or 0) + 30)))
        record = self._open(lesson, begin)
        self._spend(record, lesson, begin, int((end - begin).total_seconds() * rng.uniform(0.7, 1)))
        completed_at = self._answer_checks(lesson, begin, end)
        record["last_opened_at"] = end
        if lesson.completion != "quiz":
            completed_at = end
        if completed_at is not None:
            self._complete(lesson, record, completed_at)
            self._look_at(lesson, record["active_seconds"], completed_at)

    def _spend(self, record: Row, lesson: Lesson, begin: datetime, seconds: int) -> None:
        record["active_seconds"] += seconds
        self.facts.spend(self.place, self.course.id, lesson.id, begin.astimezone(self.zone).date(), seconds)

    def _look_at(self, lesson: Lesson, seconds: int, at: datetime) -> None:
        """Note a lesson that was read implausibly fast."""
        figures = rules.quick_lesson(seconds=seconds, minutes=lesson.minutes)
        if figures is not None:
            flag = self._key(kind="quick-lesson", object_id=lesson.id, number=1, detail=figures, raised_at=at, note="")
            self.facts.flags.append(flag)

    def _answer_checks(self, lesson: Lesson, begin: datetime, end: datetime) -> datetime | None:
        """Answer the questions of a lesson, some again; returns when the answers reached what the lesson asks for."""
        answered = self._checks(lesson)
        best: dict[str, Decimal] = {}
        numbers: dict[str, int] = {}
        reached_at = None
        for step, (question, answer, grade) in enumerate(answered, start=1):
            at = begin + (end - begin) * (0.2 + 0.75 * step / len(answered))
            fraction = grade.fraction
            best[question.id] = max(fraction, best.get(question.id, Decimal(0)))
            numbers[question.id] = numbers.get(question.id, 0) + 1
            self.facts.ask(self.course, question, at)
            row = self._key(lesson_id=lesson.id, question_id=question.id, number=numbers[question.id])
            row |= {"revision": question.revision, "answer": answer, "answered_at": at}
            row["fraction"] = None if grade.waiting else float(fraction)
            self.facts.check_answers.append(row)
            self._log("answered", question.id, at, fraction=float(fraction), number=numbers[question.id])
            if reached_at is None and reaches(best_points(lesson, best), lesson.points, lesson.pass_ratio):
                reached_at = at
        return reached_at

    def _checks(self, lesson: Lesson) -> list[tuple[Question, Answer, Grade]]:
        """What is answered to the questions of a lesson, in order: most of them, and most wrong ones again."""
        rng = self.diary.rng
        decides = lesson.completion == "quiz"
        answered: list[tuple[Question, Answer, Grade]] = []
        for question in lesson.questions:
            drawn = self._drawn(question)
            for number in range(4):
                if not decides and rng.random() < (0.15 if number == 0 else 0.45):
                    break
                sure = SURE if number == 3 or (self.scripted and number) else self.ability + 0.8 * number
                answer = answer_question(drawn, sure, rng)
                if answer:
                    grade = grade_answer(drawn, answer)
                    answered.append((question, answer, grade))
                    if grade.fraction == 1 or grade.waiting or (decides and not self.persistent):
                        break
        return answered

    def _drawn(self, question: Question) -> Question:
        if question.id not in self.drawn:
            seed = check_seed(self.place + 1, question)  # the id that an empty database will give
            self.drawn[question.id] = variants.draw(question, seed, printing=False)
        return self.drawn[question.id]

    def _take_quiz(self, quiz: Lesson) -> None:
        if not asked_count(quiz):
            return
        allowed = min(quiz.attempts or MOST_ATTEMPTS, MOST_ATTEMPTS)
        for number in range(1, allowed + 1):
            if self._attempt(quiz, number, allowed):
                return
            if not self.persistent and self.diary.rng.random() < 0.6:
                return
            self.diary.pause(minutes=quiz.retry_after_minutes + self.diary.rng.randint(5, 40))

    def _attempt(self, quiz: Lesson, number: int, allowed: int) -> bool:
        """One attempt, handed in; whether it passed, or waits for a review."""
        rng = self.diary.rng
        minutes = max(1.0, (quiz.minutes or asked_count(quiz) * 1.5) * rng.uniform(0.45, 1.0))
        minutes = min(minutes, (quiz.time_limit_minutes or 150) * 0.9)
        begin, submitted_at = self._take(timedelta(minutes=minutes, seconds=30))
        record = self._open(quiz, begin)
        started_at = begin + timedelta(seconds=rng.randint(8, 29))
        ability = self.ability + 1.3 * (number - 1) - (NOT_YET_TAUGHT if quiz.role == "pretest" else 0)
        if self.scripted and (number > 1 or allowed == 1):
            ability = SURE
        seed = f"{rng.getrandbits(128):032x}"
        asked = draw_questions(self.course, quiz, seed)
        questions = {question.id: variants.draw(question, seed, printing=False) for question in asked}
        form = [entry_of(question, seed) for question in questions.values()]
        answers = {key: answer_question(question, ability, rng) for key, question in questions.items()}
        result = grade_attempt(list(questions.values()), answers, quiz.pass_ratio)
        deadline = timedelta(minutes=quiz.time_limit_minutes) if quiz.time_limit_minutes else None
        self.facts.attempts.append(
            {
                **self._key(quiz_id=quiz.id, number=number, seed=seed, form=form),
                "pass_ratio": float(quiz.pass_ratio),
                "started_at": started_at,
                "deadline_at": started_at + deadline if deadline else None,
                "submitted_at": submitted_at,
                "points": None if result.passed is None else float(result.points),
                "points_possible": float(result.points_possible),
                "score_ratio": None if result.passed is None else float(result.score_ratio),
                "passed": result.passed,
            }
        )
        self._respond(asked, questions, answers, started_at, submitted_at)
        self._log("attempted", quiz.id, started_at, number=number)
        if result.passed is None:
            self._log("submitted", quiz.id, submitted_at, number=number)
        else:
            verb = "passed" if result.passed else "failed"
            self._log(verb, quiz.id, submitted_at, number=number, score_ratio=float(result.score_ratio))
        self._spend(record, quiz, started_at, int((submitted_at - started_at).total_seconds()))
        record["last_opened_at"] = submitted_at
        if result.passed:
            self._complete(quiz, record, submitted_at)
        return result.passed is not False

    def _respond(
        self,
        asked: Sequence[Question],
        drawn: Mapping[str, Question],
        answers: Mapping[str, Answer],
        begin: datetime,
        end: datetime,
    ) -> None:
        """The responses to the attempt just noted, saved one after the other in the order asked."""
        for step, question in enumerate(asked, start=1):
            answer = answers[question.id]
            self.facts.ask(self.course, question, begin)
            if answer:
                grade = grade_answer(drawn[question.id], answer)
                self.facts.responses.append(
                    {
                        "attempt_id": len(self.facts.attempts) - 1,
                        "question_id": question.id,
                        "revision": question.revision,
                        "answer": answer,
                        "saved_at": begin + (end - begin) * (step / (len(asked) + 1)),
                        "fraction": None if grade.waiting else float(grade.fraction),
                        "points": None if grade.waiting else float(scoring.score(question, grade)),
                    }
                )

    def _open(self, lesson: Lesson, at: datetime) -> Row:
        """The record of this lesson; the first of a course enrols."""
        if not self.records:
            self.facts.enrolments.append(self._key(round=1, enrolled_at=at))
            self._log("enrolled", self.course.id, at)
        if lesson.id not in self.records:
            record = self._key(lesson_id=lesson.id, first_opened_at=at, last_opened_at=at)
            record |= {"completed_at": None, "valid_until": None, "active_seconds": 0}
            self.records[lesson.id] = record
            self.facts.lesson_records.append(record)
            self._log("opened", lesson.id, at)
        return self.records[lesson.id]

    def _complete(self, lesson: Lesson, record: Row, at: datetime) -> None:
        record["completed_at"] = at
        day = at.astimezone(self.zone).date()
        record["valid_until"] = pass_until(day, lesson.valid_months)
        self._log("completed", lesson.id, at)
        if not lesson.optional and not self.finished and self.progress.is_completed:
            self.finished = True
            row = self._key(edition=self.course.edition, round=1, completed_at=at, completed_on=day)
            period = first_period(day, policy_of(self.course.certificate))
            valid_from = period.valid_from if period.valid_until else None
            self.facts.completions.append({**row, "valid_from": valid_from, "valid_until": period.valid_until})
            self._log("completed", self.course.id, at, edition=self.course.edition)

    def _take(self, duration: timedelta) -> tuple[datetime, datetime]:
        begin, end = self.diary.take(duration)
        if end >= self.until:
            raise TimeIsUp
        return begin, end

    def _key(self, **values: Any) -> Row:
        return {"user_id": self.place, "course_id": self.course.id, **values}

    def _log(self, verb: str, object_id: str, at: datetime, **result: Any) -> None:
        unit = self.member.unit_on(at.astimezone(self.zone).date())
        event = self._key(verb=verb, object_id=object_id, result=result, unit=unit, occurred_at=at, recorded_at=at)
        self.facts.events.append(event)


def asked_count(quiz: Lesson) -> int:
    """At most so many questions are asked in one attempt, of its own and of the pools it draws from."""
    return len(quiz.questions) + sum(draw.count for draw in quiz.draws)
