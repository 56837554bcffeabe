from .consent import refusals as refusals, uses_refused as uses_refused
from .exports import (
    MOST_PURPOSE as MOST_PURPOSE,
    Export as Export,
    ExportRequest as ExportRequest,
    export_segment as export_segment,
    exports_made as exports_made,
    restore_exports as restore_exports,
)
from .file import (
    FORMATS as FORMATS,
    escape_formulas as escape_formulas,
    export_file_name as export_file_name,
    export_root as export_root,
    new_download_folder as new_download_folder,
)
from .lift import Lift as Lift, campaigns as campaigns, measure_lift as measure_lift
from .schedule import (
    FOLLOWING as FOLLOWING,
    ScheduledRun as ScheduledRun,
    end_schedule as end_schedule,
    pause_schedule as pause_schedule,
    schedule_export as schedule_export,
    schedule_plan as schedule_plan,
    scheduled_runs as scheduled_runs,
    write_scheduled as write_scheduled,
)
from .selection import (
    DEFAULT_COLUMNS as DEFAULT_COLUMNS,
    column_names as column_names,
    exportable_facts as exportable_facts,
    may_be_contacted as may_be_contacted,
)
