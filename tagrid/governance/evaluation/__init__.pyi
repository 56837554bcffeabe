from .associations import clustered as clustered
from .findings import DEPENDENT_V as DEPENDENT_V
from .model import (
    Evaluation as Evaluation,
    MethodFault as MethodFault,
    TagFigures as TagFigures,
    TagOutcome as TagOutcome,
)
from .render import (
    cause_text as cause_text,
    print_evaluation as print_evaluation,
    print_tag_evaluation as print_tag_evaluation,
)
from .run import evaluate as evaluate, evaluations_folder as evaluations_folder, saved_evaluation as saved_evaluation
from .stability import GONE as GONE, NEW as NEW, flows as flows, older as older
