from .champions import champion as champion, promote as promote
from .declaration import (
    VALUE_FORMATS as VALUE_FORMATS,
    Clusters as Clusters,
    Feature as Feature,
    Limit as Limit,
    Rule as Rule,
    Score as Score,
    Trainable as Trainable,
    declared_trainable as declared_trainable,
    format_value as format_value,
    scores as scores,
    trainable as trainable,
)
from .drift import has_drifted as has_drifted, measure_drift as measure_drift
from .explain import Explanation as Explanation, explain_score as explain_score
from .frames import frame_query as frame_query, join_labels as join_labels, matrix as matrix
from .measure import SURE_PERCENTILE as SURE_PERCENTILE
from .published import (
    READY as READY,
    STATE_LABELS as STATE_LABELS,
    score_cautions as score_cautions,
    score_drift as score_drift,
    score_states as score_states,
    unusable_scores as unusable_scores,
)
from .report import (
    model_listing as model_listing,
    print_explanation as print_explanation,
    print_listing as print_listing,
    print_outcome as print_outcome,
)
from .reviews import (
    VERDICTS as VERDICTS,
    add_review as add_review,
    list_reviews as list_reviews,
    shown_reviews as shown_reviews,
)
from .status import (
    ModelRecord as ModelRecord,
    ScoreStatus as ScoreStatus,
    input_shift as input_shift,
    score_statuses as score_statuses,
    uneven_groups as uneven_groups,
)
from .store import Untrained as Untrained, champion_id as champion_id, model_damage as model_damage
from .training import train as train
