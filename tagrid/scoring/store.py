"""Where models are stored: one folder a model, written whole or not at all, and a pointer to the champion.

A model is a skops file, never a pickle, beside the sha256 of its bytes and of its manifest's. It is read only when
the hashes agree and it holds no type but those listed here.
"""

import hashlib
import io
import json
import shutil
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tagrid.core.files import sync
from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.scoring.declaration import Trainable


def scikit_learn_version() -> str:
    """Return the version that is installed, without starting it, which takes seconds."""
    return version("scikit-learn")


@dataclass(frozen=True)
class Trained:
    """The result of a training: the stored model, its figures, whether it was released, and whether it is in force."""

    score: Trainable
    model_id: str
    is_released: bool
    is_champion: bool
    figures: dict
    card: Path


@dataclass(frozen=True)
class Untrained:
    """A score that could not be trained, and why; its champion stays."""

    score: Trainable
    why: Text


# What a calibrated blend is made of and skops does not trust by itself.
TRUSTED = [
    "numpy.dtype",
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.utils._bunch.Bunch",
    "tagrid.scoring.estimators.Clip",
    "tagrid.scoring.estimators.DirectedClassifier",
    "tagrid.scoring.estimators.DirectedRegressor",
]

# Models stored by earlier releases name the modules of that time.
MOVED_MODULES = {
    '"models_ml.harness.directed"': '"tagrid.scoring.estimators"',
    '"models_ml.harness.estimators"': '"tagrid.scoring.estimators"',
}

SKOPS_SCHEMA = "schema.json"

MODEL, MANIFEST, CHAMPION = "model.skops", "manifest.json", "champion"

# The sha256 of every file of a model but the model itself, whose own the manifest holds; earlier releases have none.
DIGESTS = "digests.json"


class ModelRefused(Exception):
    """A model that must not be used; ``text`` says why, in both languages."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.text = Text(en=en, zh=zh)


@dataclass(frozen=True)
class StoredModel:
    """A stored model: its folder and manifest. The model itself is read by `load`."""

    folder: Path
    manifest: dict

    @property
    def model_id(self) -> str:
        """Name of the model, unique within its score."""
        return self.folder.name

    def card(self) -> dict:
        """Figures of the model card."""
        return json.loads((self.folder / "card.json").read_text(encoding="utf-8"))

    def verified(self) -> bytes:
        """Return the bytes of its file; ModelRefused when they are not those that were written."""
        try:
            data = (self.folder / MODEL).read_bytes()
        except OSError as error:
            raise ModelRefused(f"its file cannot be read: {error}", f"无法读取其文件：{error}") from error
        if hashlib.sha256(data).hexdigest() != self.manifest.get("sha256"):
            raise ModelRefused("its bytes are not those that were written", "其内容与写入时不同")
        return data

    def load(self):
        """Read the classifier; ModelRefused when its bytes or its types are not those that were written."""
        import skops.io  # loads scikit-learn; most callers read manifests only

        data = self.verified()
        try:
            return skops.io.loads(_with_moved_modules(data), trusted=TRUSTED)
        except Exception as error:  # skops raises what its parts raise; none of it may stop a build
            raise ModelRefused(f"it cannot be read: {error}", f"无法读取：{error}") from error


def _with_moved_modules(data: bytes) -> bytes:
    """Return a skops file whose types are named by the modules they are in now."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        schema = old.read(SKOPS_SCHEMA).decode()
        if not any(name in schema for name in MOVED_MODULES):
            return data
        for before, after in MOVED_MODULES.items():
            schema = schema.replace(before, after)
        new = io.BytesIO()
        with zipfile.ZipFile(new, "w") as rewritten:
            for item in old.infolist():
                rewritten.writestr(item, schema if item.filename == SKOPS_SCHEMA else old.read(item))
    return new.getvalue()


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    sync(path)


def as_json(what: dict) -> bytes:
    """Bytes of a JSON file a person may read."""
    return (json.dumps(what, ensure_ascii=False, indent=1) + "\n").encode()


def folder_of(home: Home, score: str) -> Path:
    """Folder of all models of a score."""
    return home.models / score


def next_id(home: Home, score: str, trained_through: str) -> str:
    """Return ``<trained_through>.<n>`` with the first free n."""
    taken = {path.name for path in folder_of(home, score).glob(f"{trained_through}.*")}
    return next(name for n in range(1, len(taken) + 2) if (name := f"{trained_through}.{n}") not in taken)


def write_model(home: Home, score: str, model_id: str, model, manifest: dict, files: dict[str, bytes]) -> StoredModel:
    """Write a model's folder: aside, flushed, then renamed. Killed halfway it leaves nothing in force."""
    import skops.io  # see above

    root = folder_of(home, score)
    final, aside = root / model_id, root / f".{model_id}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    data = skops.io.dumps(model)
    manifest = manifest | {"sha256": hashlib.sha256(data).hexdigest()}
    beside = {MANIFEST: as_json(manifest), **files}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in beside.items()}
    for name, content in {MODEL: data, **beside, DIGESTS: as_json(digests)}.items():
        _write(aside / name, content)
    sync(aside)
    aside.rename(final)
    sync(root)
    return StoredModel(final, manifest)


def set_champion(home: Home, score: str, model_id: str) -> None:
    """Make a model the champion: one rename, so that a reader sees the old one or the new one."""
    root = folder_of(home, score)
    aside = root / f".{CHAMPION}"
    _write(aside, f"{model_id}\n".encode())
    aside.replace(root / CHAMPION)
    sync(root)


def champion_id(home: Home, score: str) -> str | None:
    """Name of the champion; None when there is none."""
    try:
        return (folder_of(home, score) / CHAMPION).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def read_model(folder: Path) -> StoredModel:
    """Open a stored model; ModelRefused when its manifest is missing or damaged."""
    try:
        data = (folder / MANIFEST).read_bytes()
        manifest = json.loads(data.decode())
    except (OSError, ValueError) as error:
        raise ModelRefused(f"its manifest cannot be read: {error}", f"无法读取其清单：{error}") from error
    if _recorded(folder, data) != hashlib.sha256(data).hexdigest():
        raise ModelRefused("its manifest is not the one that was written", "其清单与写入时不同")
    if not isinstance(manifest, dict):
        raise ModelRefused("its manifest is not an object", "其清单格式不对")
    return StoredModel(folder, manifest)


def _recorded(folder: Path, manifest: bytes) -> str | None:
    """The digest of the manifest as it was written; that of a model from before it was recorded is as it is."""
    try:
        return json.loads((folder / DIGESTS).read_bytes().decode())[MANIFEST]
    except FileNotFoundError:
        return hashlib.sha256(manifest).hexdigest()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelRefused(f"its digests cannot be read: {error}", f"无法读取其校验值：{error}") from error


def pointer_damage(home: Home, score: str) -> ModelRefused | None:
    """Return what is wrong with the pointer to the champion where there is one that names no model; else None."""
    if champion_id(home, score) is not None or not (folder_of(home, score) / CHAMPION).exists():
        return None
    return ModelRefused(f"the file {CHAMPION} names no model", f"文件 {CHAMPION} 没有写明模型")


def model_damage(home: Home, score: str) -> Text | None:
    """Return what is damaged of the champion's files, None where they are as written or there is no champion.

    It needs no estimator, so that a status may ask it.
    """
    model_id = champion_id(home, score)
    try:
        if refused := pointer_damage(home, score):
            raise refused
        if model_id is not None:
            read_model(folder_of(home, score) / model_id).verified()
    except ModelRefused as refused:
        return unusable(model_id, refused)
    return None


def unusable(model_id: str | None, refused: ModelRefused) -> Text:
    """Say that a model is not used, and why."""
    named = model_id or CHAMPION
    return Text(en=f"model {named} is not used: {refused}", zh=f"模型 {named} 未启用：{refused.text.zh}")


def tested_on(manifest: dict) -> list[str]:
    """The days a model was tested on, oldest first; an older manifest names one day as text."""
    found = manifest["tested_on"]
    return [found] if isinstance(found, str) else found


def stored_models(home: Home, score: str) -> list[StoredModel]:
    """Every readable model of a score, oldest first; a damaged one is left out."""
    found = []
    for folder in sorted(folder_of(home, score).glob("[!.]*/")):
        try:
            found.append(read_model(folder))
        except ModelRefused:
            continue
    return found
