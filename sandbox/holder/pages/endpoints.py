"""The pages of the holder: one row each, below `/s/<space id>/my`."""

from typing import Final

from sandbox.endpoint import Endpoint
from sandbox.holder.pages import record
from sandbox.holder.pages.accesses import access_log
from sandbox.holder.pages.account import account, change_account, home
from sandbox.holder.pages.apps import apps, change_apps
from sandbox.holder.pages.enter import enter, has_console
from sandbox.holder.pages.professionals import (
    change_professionals,
    emergencies,
    professionals,
    read_emergencies,
)
from sandbox.holder.pages.relatives import change_relatives, relatives
from sandbox.holder.pages.sign_in import act_for, sign_in, sign_out
from sandbox.holder.pages.visit import ROOT, MyPage
from sandbox.holder.tickets import PATH

_READ: Final = ("GET",)
_FORM: Final = ("GET", "POST")
_CALL: Final = ("POST",)

ENDPOINTS: Final = (
    Endpoint("my_sign_in", f"{ROOT}/sign-in", _FORM, sign_in),
    Endpoint("enter", PATH, _READ, enter, open_in=has_console),
    Endpoint("my_sign_out", f"{ROOT}/sign-out", _CALL, sign_out),
    Endpoint("my_acting_for", f"{ROOT}/acting-for", _CALL, MyPage(home, act_for)),
    Endpoint("my_home", ROOT, _READ, MyPage(home)),
    Endpoint("my_account", f"{ROOT}/account", _FORM, MyPage(account, change_account, power="govern")),
    Endpoint("my_apps", f"{ROOT}/apps", _FORM, MyPage(apps, change_apps, power="act", open_only=True)),
    Endpoint(
        "my_professionals",
        f"{ROOT}/professionals",
        _FORM,
        MyPage(professionals, change_professionals, power="act", open_only=True),
    ),
    Endpoint("my_emergencies", f"{ROOT}/emergencies", _FORM, MyPage(emergencies, read_emergencies, power="govern")),
    Endpoint("my_relatives", f"{ROOT}/relatives", _FORM, MyPage(relatives, change_relatives)),
    Endpoint("my_accesses", f"{ROOT}/accesses", _READ, MyPage(access_log)),
    *record.endpoints(),
)
