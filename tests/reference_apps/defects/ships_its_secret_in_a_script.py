"""A script of its pages knows the secret with which the app's server authenticates."""

import os

from scripted import ScriptedDiary

KILLED_BY = "LEAK-08"
OVERHEARD_BY = ("AREQ-13",)


class Diary(ScriptedDiary):
    """Settings of the server went into the bundle with the others."""

    SCRIPT = f'const settings={{client:"{os.environ["MES_CLIENT_ID"]}",secret:"{os.environ["MES_CLIENT_SECRET"]}"}};'
