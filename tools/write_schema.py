"""Write schema/contract.schema.json anew from the terms."""

from pathlib import Path

from sop_engine.library.schema import schema_text

FILE = Path(__file__).parents[1] / "schema" / "contract.schema.json"

if __name__ == "__main__":
    FILE.write_text(schema_text(), encoding="utf-8")
    print(f"wrote {FILE.name}")
