"""Forms in which people prove who they are, or change what proves it."""

from collections.abc import Callable
from typing import Any

from flask import g, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from . import proofs
from .passkeys import Purpose
from .tries import too_many_tries

CODE_LENGTH = Length(max=64, message=_l("This code is not right. Codes change every half minute; each counts once."))
WRONG_CODE = _l("This code is not right. Codes change every half minute; each counts once.")
WRONG_PASSKEY = _l("The passkey was not accepted. Try again, or use another way.")


class ProofForm(FlaskForm):
    """One proof of several: whichever is filled in counts. `kept`: what was sent before, sealed; see app/resending.py."""

    next = HiddenField()
    kept = HiddenField()
    credential = HiddenField()  # what a passkey answered, from the browser's script

    form_errors: list[Any]

    def refuse(self, message: Any, at: Any = None) -> bool:
        """Say what is wrong, at its field or above all."""
        g.sign_in_status = g.get("sign_in_status", 422)
        (at.errors if at is not None else self.form_errors).append(message)
        return False

    def accepts(self, proof: Callable[[], bool], wrong: Any, at: Any = None) -> bool:
        """Whether a proof holds; where it does not, that is said."""
        try:
            right = proof()
        except proofs.TooManyGuesses as error:
            return self.refuse(too_many_tries(error.wait_seconds), at)
        return right or self.refuse(wrong, at)


class ConfirmForm(ProofForm):
    """Is it still you? Password, code or passkey."""

    password = PasswordField(_l("Password"))
    code = StringField(_l("Code from your app, or a recovery code"), validators=[CODE_LENGTH])

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        user_id, password, code = current_user.id, self.password.data or "", self.code.data or ""
        self.password.errors, self.code.errors = [], []
        if self.credential.data:
            return self.accepts(lambda: _is_passkey(self.credential.data or "", "confirm", user_id), WRONG_PASSKEY)
        if password:
            return self.accepts(
                lambda: proofs.is_password(user_id, password), _l("This is not your password."), self.password
            )
        if code.strip():
            return self.accepts(lambda: proofs.is_code(user_id, code), WRONG_CODE, self.code)
        return self.refuse(_l("Type your password."), self.password)


class CodeForm(ProofForm):
    """The second factor of somebody who has shown the first."""

    code = StringField(_l("Code from your app, or a recovery code"), validators=[CODE_LENGTH])
    user_id: int

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        code = self.code.data or ""
        self.code.errors = []
        if self.credential.data:
            return self.accepts(lambda: _is_passkey(self.credential.data or "", "second", self.user_id), WRONG_PASSKEY)
        if code.strip():
            return self.accepts(lambda: proofs.is_code(self.user_id, code), WRONG_CODE, self.code)
        return self.refuse(_l("Type the code."), self.code)


class EnterForm(ProofForm):
    """Sign-in with a passkey and nothing else. `user_id`: whose it was."""

    user_id: int | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and self.accepts(self._is_somebodys, WRONG_PASSKEY)

    def _is_somebodys(self) -> bool:
        self.user_id = proofs.find_shown(self.credential.data or "", "enter", None, request.remote_addr or "")
        return self.user_id is not None


class SetUpForm(FlaskForm):
    """The first code of a new secret."""

    code = StringField(_l("Six digits from the app"), validators=[DataRequired(_l("Type the code.")), CODE_LENGTH])


class PasskeyForm(FlaskForm):
    """A new passkey: what the browser made, and what its owner calls it."""

    name = StringField(
        _l("A name for it, such as “Office laptop”"),
        validators=[DataRequired(_l("Give it a name.")), Length(max=60, message=_l("At most 60 characters."))],
    )
    credential = HiddenField()


def _is_passkey(answer: str, purpose: Purpose, user_id: int) -> bool:
    return proofs.find_shown(answer, purpose, user_id, request.remote_addr or "") is not None


class AskForResetForm(FlaskForm):
    """Who has forgotten the password. The answer is the same for everybody."""

    identity = StringField(
        _l("Staff number or e-mail"),
        validators=[DataRequired(_l("Type your staff number or e-mail.")), Length(max=254)],
    )

    form_errors: list[Any]
