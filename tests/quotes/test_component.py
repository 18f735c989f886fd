"""The component alone: found by its name in any project, with a model folder of choice, saved and loaded again."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from tasks.quotes.tagging.tagger import MODEL

TEXT = "“The mill will close,” said Ann Lee."
ALONE = f"""
import sys, spacy
nlp = spacy.blank("en")
nlp.add_pipe("sentencizer")
nlp.add_pipe("quote_attribution")
quote, = nlp({TEXT!r})._.quotes
print(quote.speaker_name, *(name for name in sys.modules if name.startswith(("flows", "schemas", "tasks"))))
"""


@pytest.mark.slow
def test_it_is_found_by_its_name_and_loads_nothing_but_itself(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-c", ALONE]
    ran = subprocess.run(command, cwd=tmp_path, env=bare, capture_output=True, text=True, check=True)
    first, last, *modules = ran.stdout.split()
    assert f"{first} {last}" == "Ann Lee"
    loaded = {".".join(name.split(".")[:3]) for name in modules if name.count(".") > 1}
    assert loaded >= {"tasks.quotes.component", "tasks.quotes.rules", "tasks.quotes.tagging"}
    assert {name for name in loaded if not name.startswith("tasks.quotes.")} == set()
    assert loaded.isdisjoint({"tasks.quotes.training", "tasks.quotes.scoring"})


@pytest.mark.slow
def test_it_is_saved_and_loaded_again(tmp_path: Path) -> None:
    model = shutil.copytree(MODEL, tmp_path / "model")
    (model / "calibration.json").write_text('{"scores": [0.0, 1.0], "confidences": [0.25, 0.25]}')
    for config, confidence in (({}, None), ({"model": str(model)}, 0.25)):
        nlp = spacy.blank("en")
        nlp.add_pipe("sentencizer")
        nlp.add_pipe("quote_attribution", config=config)
        nlp.to_disk(tmp_path / "saved")
        (before,) = nlp(TEXT)._.quotes
        (after,) = spacy.load(tmp_path / "saved")(TEXT)._.quotes
        assert before == after
        assert confidence in (None, after.confidence)


def test_a_folder_without_a_model_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="give the folder `model` of a training"):
        spacy.blank("en").add_pipe("quote_attribution", config={"model": str(tmp_path)})
