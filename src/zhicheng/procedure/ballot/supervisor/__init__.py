"""The supervisor's half: a program of its own, with its own keys and folder, on a machine of its own.

:mod:`.vault` keeps secrets under a passphrase, :mod:`.folder` everything else, :mod:`.desk` answers messages,
:mod:`.ways` carries them: a small server on the local network, or files on a stick. The command is
``zhicheng supervise``; it shares nothing with the platform but the messages.
"""
