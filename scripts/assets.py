"""Copy what the pages need of node_modules into build/vendor, from where it is served as static/vendor/."""

import re
import shutil
import sys
from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules"
TARGET = ROOT / "build" / "vendor"

WEIGHTS = (400, 500, 600, 700)
SCRIPTS = ("vietnamese", "latin-ext", "latin")
FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "fonts/inter-digits.woff2",
    **{
        f"@fontsource/be-vietnam-pro/files/be-vietnam-pro-{script}-{weight}-normal.woff2": (
            f"fonts/be-vietnam-pro-{script}-{weight}.woff2"
        )
        for script in SCRIPTS
        for weight in WEIGHTS
    },
    **{
        f"@fontsource/tinos/files/tinos-{script}-{weight}-{slope}.woff2": f"fonts/tinos-{script}-{weight}-{slope}.woff2"
        for script in SCRIPTS
        for weight in (400, 700)
        for slope in ("normal", "italic")
    },
    "bootstrap/LICENSE": "licenses/bootstrap.txt",
    "@fontsource/be-vietnam-pro/LICENSE": "licenses/be-vietnam-pro.txt",
    "@fontsource-variable/inter/LICENSE": "licenses/inter.txt",
    "@fontsource/tinos/LICENSE": "licenses/tinos.txt",
}
# Of Inter the digits alone are used, and the signs between them: the whole would be a fifth of a first visit.
DIGITS = "0123456789+,-./:%() \u00a0–−×"
# The comment names a file that is not served; collecting static files would look for it.
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/\s*")


def main() -> int:
    missing = [name for name in FILES if not (SOURCE / name).is_file()]
    if missing:
        print(f"Missing in node_modules: {missing[0]}. Run npm ci --ignore-scripts first.", file=sys.stderr)
        return 1
    shutil.rmtree(TARGET, ignore_errors=True)
    for name, kept_as in FILES.items():
        copy(SOURCE / name, TARGET / kept_as)
    print(f"{len(FILES)} files in {TARGET.relative_to(ROOT)}")
    return 0


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == ".css":
        target.write_text(SOURCE_MAP.sub("", source.read_text()))
    elif target.name == "inter-digits.woff2":
        subset.main(
            [str(source), f"--text={DIGITS}", "--layout-features=*", "--flavor=woff2", f"--output-file={target}"]
        )
    else:
        shutil.copyfile(source, target)


if __name__ == "__main__":
    sys.exit(main())
