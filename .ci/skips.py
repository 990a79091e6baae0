"""Lists the skipped tests of the last Maven run and fails on one that is not expected.

usage: skips.py EXPECTED_FILE

The expected file holds one fully qualified "Class" or "Class.method" per line; # starts a comment.
"""
import glob
import sys
import xml.etree.ElementTree as ET


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        expected = {line.split("#")[0].strip() for line in lines} - {""}
    unlisted = 0
    reports = glob.glob("**/target/surefire-reports/TEST-*.xml", recursive=True)
    if not reports:
        sys.exit("skips.py: no surefire reports found; run mvn verify first")
    for report in sorted(reports):
        for case in ET.parse(report).getroot().iter("testcase"):
            skipped = case.find("skipped")
            if skipped is None:
                continue
            name = case.get("classname")
            method = name + "." + case.get("name").split("(")[0]
            listed = name in expected or method in expected
            unlisted += not listed
            said = skipped.get("message") or (skipped.text or "").strip() or "no reason given"
            reason = said.splitlines()[0]
            print(("expected " if listed else "UNLISTED ") + method + ": " + reason)
    print(f"{unlisted} unlisted skips")
    sys.exit(1 if unlisted else 0)


main()
