"""Bring the catalogues up to date: extract what is to be translated, merge, compile."""

from __future__ import annotations

import argparse

from tools.catalogues import LANGUAGES, TEMPLATE, catalogue_of, files


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.catalogues", description=__doc__)
    parser.add_argument("languages", nargs="*", default=LANGUAGES, metavar="LANGUAGE", help="only these, or new ones")
    files.write(parser.parse_args().languages)
    source = files.read(TEMPLATE)
    for language in LANGUAGES:
        catalogue = files.read(catalogue_of(language), language)
        left = sum(1 for message in catalogue if message.id and not files.is_translated(message))
        print(f"{language}: {len(source) - left} of {len(source)} texts")


if __name__ == "__main__":
    main()
