from .checked import would_be_refused as would_be_refused
from .doctor import diagnose as diagnose
from .ledger import RunRecord as RunRecord
from .publish import refresh as refresh
from .status import installation_status as installation_status
