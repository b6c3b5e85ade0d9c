"""Everything that Demotape itself raises.

    DemotapeError
    ├── InvalidRequest         the request cannot be sent as it is
    │   └── OverBudget         it would pass a cap on spending
    ├── NotFound               no job or take of that id
    ├── EngineError            an engine could not do its part
    │   ├── NotConfigured      the engine lacks its key, or no such engine is installed
    │   ├── NotSent            surely no request reached the provider
    │   ├── UnknownOutcome     a request may have reached the provider, and may cost money
    │   ├── Refused            the provider said no, explicitly
    │   │   ├── KeyRejected    401, and 403 that speaks of the key
    │   │   ├── OutOfCredits   402, and 403 that speaks of credits
    │   │   ├── PromptRefused  the provider refuses what the prompt asks for
    │   │   └── Busy           429: too many requests at once
    │   ├── GenerationFailed   the provider took the job and reports that it failed
    │   ├── TicketUnknown      the provider does not know the ticket (any more)
    │   ├── Unreachable        no usable answer this time; asking again can help
    │   └── AudioUnavailable   the finished audio could not be fetched; a fresh poll can help
    ├── Cancelled              the person stopped the work; nothing of it was kept
    ├── ArchiveError           a ZIP that cannot be imported
    ├── AudioError             bytes that cannot become, or be turned into, audio
    └── StudioError            this installation cannot do its work
        ├── DataFolderInUse    another Demotape holds the data folder
        ├── DataFolderUnusable the folder cannot be made, read or written
        ├── DatabaseUnusable   the database cannot be opened, read or migrated
        ├── DiskFull           no space left for the audio
        └── SettingsInvalid    a setting has a value that cannot be used

The message is for the person: plain text, a full sentence. The technical cause is chained (`raise ... from`).
"""

from __future__ import annotations

from math import ceil

from demotape.models import Charged, Problem


class DemotapeError(Exception):
    """Base of all: a message for the person, what to do next, and whether money is involved.

    `suggestion` is a prompt that the provider would take instead of a refused one.
    """

    advice = "Try again."
    charged = Charged.NO

    def __init__(
        self,
        message: str,
        *,
        advice: str | None = None,
        charged: Charged | None = None,
        request_id: str | None = None,
        suggestion: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.request_id = request_id
        self.suggestion = suggestion
        if advice is not None:
            self.advice = advice
        if charged is not None:
            self.charged = charged

    @property
    def problem(self) -> Problem:
        """The same facts as plain data, to be stored with a job."""
        return Problem(
            kind=type(self).__name__,
            message=self.message,
            advice=self.advice,
            charged=self.charged,
            request_id=self.request_id,
            suggestion=self.suggestion,
        )


class InvalidRequest(DemotapeError):
    """The request cannot be sent as it is: blank or too long a prompt, a length out of range."""

    advice = "Change the request and press Generate again."


class OverBudget(InvalidRequest):
    """It would pass a cap on spending. Nothing was sent."""

    advice = "Wait, raise the cap on the page Settings, or choose an engine that costs nothing."


class NotFound(DemotapeError):
    """There is no job or take of that id."""

    advice = "It may have been deleted. Open the Library to see all takes."


class EngineError(DemotapeError):
    """An engine could not do its part."""


class NotConfigured(EngineError):
    """The engine lacks its key, or no engine of that name is installed."""


class NotSent(EngineError):
    """It is sure that no request reached the provider: no network, no such host, connection refused."""

    advice = "Check the network connection and press Generate again."


class UnknownOutcome(EngineError):
    """A request was on its way when the connection failed. The provider may have taken it."""

    advice = "Look at your usage at the provider before you generate this again: it may cost money twice."
    charged = Charged.UNKNOWN


class Refused(EngineError):
    """The provider said no, explicitly (4xx)."""

    advice = "Change the request and press Generate again."


class KeyRejected(Refused):
    """The provider does not accept the key."""


class OutOfCredits(Refused):
    """The account behind the key cannot pay for this."""


class PromptRefused(Refused):
    """The provider refuses what the prompt asks for."""

    advice = "Change the words of the prompt and press Generate again."


class Busy(Refused):
    """429: too many requests at once."""

    advice = "Wait a minute and press Generate again."

    def __init__(self, message: str, *, retry_after_s: float | None = None, request_id: str | None = None) -> None:
        super().__init__(message, request_id=request_id)
        self.retry_after_s = retry_after_s
        if retry_after_s:
            self.advice = f"Wait {ceil(retry_after_s):,} seconds and press Generate again."


class GenerationFailed(EngineError):
    """The provider took the job and reports that it failed."""


class TicketUnknown(EngineError):
    """The provider does not know the ticket (any more)."""

    charged = Charged.UNKNOWN


class Unreachable(EngineError):
    """No usable answer this time (network, 5xx, nonsense). Asking again costs nothing and can help."""

    def __init__(self, message: str, *, retry_after_s: float | None = None, request_id: str | None = None) -> None:
        super().__init__(message, request_id=request_id)
        self.retry_after_s = retry_after_s


class AudioUnavailable(EngineError):
    """The generation is finished, but its audio could not be fetched. A fresh poll can bring a fresh address."""

    charged = Charged.YES


class Cancelled(DemotapeError):
    """The person stopped the work before it was done. Nothing of it was kept."""

    advice = "Start it again whenever you like."


class ArchiveError(DemotapeError):
    """A ZIP that is damaged, newer than this Demotape, or no library of it. Nothing of it was imported."""

    advice = "Export the library again where it came from, or choose another file."


class AudioError(DemotapeError):
    """Bytes that cannot become audio, or audio that cannot be turned into the wanted format."""


class StudioError(DemotapeError):
    """This installation cannot do its work."""


class DataFolderInUse(StudioError):
    """Another Demotape holds the data folder. Two must never run jobs on one folder."""


class DataFolderUnusable(StudioError):
    """The data folder cannot be made, read or written."""


class DatabaseUnusable(StudioError):
    """The database cannot be opened, read or migrated. It is left as it is."""


class DiskFull(StudioError):
    """No space is left for the audio."""

    advice = "Free some space on that disk, then try again."


class SettingsInvalid(StudioError):
    """A setting has a value that cannot be used."""
