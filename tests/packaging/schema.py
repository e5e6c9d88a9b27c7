"""The schema is valid draft 2020-12, and every shipped model obeys it."""

import json
import pathlib
import sys

import jsonschema

data = pathlib.Path(__file__).resolve().parents[2] / "data"
path = data / "schema" / "model.schema.json"
if not path.is_file():
    sys.exit(f"no {path}")
schema = json.loads(path.read_text())
jsonschema.Draft202012Validator.check_schema(schema)
validator, faults, models = jsonschema.Draft202012Validator(schema), 0, 0
for model in sorted((data / "models").glob("*.json")):
    if model.name.endswith("_geometry.json"):
        continue
    models += 1
    for error in validator.iter_errors(json.loads(model.read_text())):
        faults += 1
        print(f"{model.name}: {error.json_path}: {error.message}")
print(f"{models} models checked, {faults} faults")
sys.exit(faults > 0 or models == 0)
