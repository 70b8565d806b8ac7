#!/usr/bin/env python3
"""Runs a vendor's own client tests against a mock of its API, without Throughline and through it, and compares.

    ./mvnw -q -B package -DskipTests -pl jetty-standalone -am
    scripts/vendor_suites.py openai
    scripts/vendor_suites.py anthropic --spec openapi.yml

The tests, written in Kotlin, come from the vendor's repository at the tag of --version and run on the client of that version, or of --client, from Maven Central. The mock is the one
that the vendor runs them against (Steady, from npm), on the vendor's OpenAPI description: OpenAI's is in the repository, Anthropic's is not and is named by
--spec. Taken are the tests that call the mock at an endpoint which Throughline serves; both runs must pass the same ones. Nothing of the vendors is kept here.
"""

import argparse
import contextlib
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import xml.etree.ElementTree as ET

TOP = pathlib.Path(__file__).resolve().parent.parent
STEADY = "@stdy/cli@0.22.1"
ARRAYS = [f"--validator-{place}-{kind}-format=brackets" for place in ("query", "form") for kind in ("array", "object")]


class Vendor:
    """Where a vendor's tests are, and which of them call what Throughline serves."""

    def __init__(self, name, repository, package, version, base, spec, tests, not_served):
        self.name, self.repository, self.package, self.version = name, repository, package, version
        self.base, self.spec, self.tests, self.not_served = base, spec, tests, not_served

    def test_files(self):
        for name in self.tests:
            folder, _, simple = name.rpartition("/")
            for kind, suffix in (("blocking", ""), ("async", "Async")):
                yield f"services/{kind}/{folder}/{simple}Service{suffix}Test.kt".replace("//", "/")


VENDORS = {
    "openai": Vendor(
        "openai", "https://github.com/openai/openai-java", "com/openai", "4.52.0", "/v1", "api_reference/openapi.transformed.yml",
        ["chat/ChatCompletion", "Response", "Embedding", "Model"],
        # Throughline's list of models is its own; stored chats and compaction are no endpoints of it
        {"ChatCompletionService": {"retrieve", "update", "list", "delete"}, "ResponseService": {"compact"}, "ModelService": {"delete"}}),
    "anthropic": Vendor(
        "anthropic", "https://github.com/anthropics/anthropic-sdk-java", "com/anthropic", "2.57.0", "", None,
        ["Message", "Model"], {}),
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_http(url, process):
    for _ in range(600):
        if process.poll() is not None:
            sys.exit(f"{url}: its server has ended")
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(url, timeout=2):
                return
        time.sleep(0.1)
    sys.exit(f"{url}: no answer")


@contextlib.contextmanager
def server(command, health, log):
    with open(log, "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=log.parent)
        try:
            await_http(health, process)
            yield
        finally:
            process.terminate()
            process.wait(30)


def checkout(vendor, source, work):
    target = work / "vendor"
    if not target.exists():
        subprocess.run(["git", "clone", "-q", "--depth", "1", "-c", "advice.detachedHead=false", "--branch", "v" + vendor.version,
                        source or vendor.repository, str(target)], check=True)
    return target


def project(vendor, sources, work):
    """Writes a Maven project of the chosen tests."""
    root = next(sources.glob(f"{vendor.name}-java-core/src/test/kotlin")) / vendor.package
    tests = work / "tests"
    shutil.rmtree(tests, ignore_errors=True)
    for name in ["TestServerExtension.kt", *vendor.test_files()]:
        target = tests / "src/test/kotlin" / vendor.package / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, target)
    pom = (TOP / "scripts/vendor_suites.pom.xml").read_text(encoding="utf-8")
    group = vendor.package.replace("/", ".")
    pom = pom.replace("@group@", group).replace("@artifact@", vendor.name + "-java").replace("@version@", vendor.client)
    (tests / "pom.xml").write_text(pom, encoding="utf-8")
    return tests


def run(tests, base_url, name):
    """Runs the tests and returns each one's outcome."""
    reports = tests / "target" / name
    shutil.rmtree(reports, ignore_errors=True)
    with open(tests.parent / (name + ".log"), "wb") as log:
        subprocess.run(["mvn", "-B", "-ntp", "test", f"-Dreports={reports}", f"-Dtest.base={base_url}"],
                       cwd=tests, check=False, stdout=log, stderr=subprocess.STDOUT)
    outcomes = {}
    for report in sorted(reports.glob("TEST-*.xml")):
        for case in ET.parse(report).getroot().iter("testcase"):
            key = case.get("classname").rpartition(".")[2] + "." + case.get("name").rstrip("()")
            outcomes[key] = next((kind for kind in ("failure", "error", "skipped") if case.find(kind) is not None), "passed")
    if not outcomes:
        sys.exit(f"{name}: no test ran, see {tests.parent / (name + '.log')}")
    return outcomes


def config(vendor, mock, work):
    file = work / "throughline.yaml"
    file.write_text(f"""\
server: {{host: 127.0.0.1, port: {free_port()}}}
extras: false
retry: {{max-attempts: 1}}
trace: {{signatures: off}}
providers:
  {vendor.name}: {{base-url: "{mock}", api-key: mock, models: [{MODELS[vendor.name]}]}}
""", encoding="utf-8")
    return file


# those that the tests name and that are on no list of known ones
MODELS = {
    "openai": "gpt-4o-mini",
    "anthropic": "model_id",
}


def served(vendor, test):
    simple, method = test.split(".", 1)
    return method not in vendor.not_served.get(simple.replace("AsyncTest", "").removesuffix("Test"), set())


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("vendor", choices=VENDORS)
    options.add_argument("--source", help="the vendor's git repository, where it is not to be cloned from GitHub")
    options.add_argument("--version", help="of the tests, and of the client where --client says nothing else")
    options.add_argument("--client", help="the client's version")
    options.add_argument("--spec", help="the OpenAPI description, where it is not in the repository")
    options.add_argument("--jar", default=str(TOP / "jetty-standalone/target/throughline.jar"))
    options.add_argument("--work", default=str(TOP / "target/vendor-suites"))
    said = options.parse_args()

    vendor = VENDORS[said.vendor]
    vendor.version = said.version or vendor.version
    vendor.client = said.client or vendor.version
    work = pathlib.Path(said.work).resolve() / vendor.name
    work.mkdir(parents=True, exist_ok=True)
    sources = checkout(vendor, said.source, work)
    spec = said.spec and pathlib.Path(said.spec).resolve() or vendor.spec and sources / vendor.spec
    if not spec:
        sys.exit(f"{vendor.name} does not publish its OpenAPI description with its tests: name it with --spec")
    tests = project(vendor, sources, work)

    port = free_port()
    mock = f"http://127.0.0.1:{port}"
    steady = ["npm", "exec", "--yes", f"--package={STEADY}", "--", "steady", "--host", "127.0.0.1", "-p", str(port), *ARRAYS, str(spec)]
    with server(steady, mock + "/_x-steady/health", work / "steady.log"):
        direct = run(tests, mock, "direct")
        file = config(vendor, mock, work)
        proxy = "http://127.0.0.1:" + file.read_text(encoding="utf-8").split("port: ")[1].split("}")[0]
        throughline = ["java", "-jar", str(pathlib.Path(said.jar).resolve()), "--config", str(file)]
        with server(throughline, proxy + "/healthz", work / "throughline.log"):
            through = run(tests, proxy + vendor.base, "through")
    sys.exit(report(vendor, direct, through))


def report(vendor, direct, through):
    """Prints what differs; returns the exit status."""
    compared = [test for test in sorted(direct) if served(vendor, test)]
    differing = [test for test in compared if direct[test] != through.get(test, "absent")]
    for test in differing:
        print(f"{test}: {direct[test]} without, {through.get(test, 'absent')} through Throughline")
    count = {kind: sum(direct[test] == kind for test in compared) for kind in ("passed", "failure", "error", "skipped")}
    print(f"{vendor.name}-java {vendor.client}: {len(compared)} tests of {vendor.version}, without Throughline {count}; {len(differing)} differ through it; "
          f"left out as not served: {len(direct) - len(compared)}")
    return 1 if differing else 0


if __name__ == "__main__":
    main()
