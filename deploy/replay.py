"""Carries out a Dockerfile's steps in Debian roots made with debootstrap, one a stage, then starts what came out.

Faithful only for stages FROM debian or FROM an earlier stage, and for the instructions used in deploy/Dockerfile.
Mounts live in a mount namespace of each command's own, so none is left behind.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

NOT_IN_CONTEXT = ("tests", "docs")
HOST_TRUST = Path("/etc/ssl/certs/ca-certificates.crt")
TRUST = "/etc/host-certificates.crt"  # not the usual place: installing ca-certificates writes that anew
PASSED_ON = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
PRODUCTION = {
    "DATABASE_URL": "postgresql://subgroup@127.0.0.1:1/subgroup",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "only-for-this-check-and-long-enough-for-it-0123456789",
    "ALLOWED_HOSTS": "papers.example.org",
}
TRIALS = {
    "app": [
        "python3 manage.py check",
        "gunicorn --check-config subgroup.wsgi",
        "python3 -c \"import weasyprint; assert weasyprint.HTML(string='<p>x').write_pdf()[:4] == b'%PDF'\"",
        "celery -A subgroup report",
        "test -s /srv/static/staticfiles.json",
        'test "$(id -u)" != 0 && touch /srv/var/x && ! touch /srv/app/x',
    ],
    "proxy": ['test "$(id -u)" != 0', "nginx -e stderr -t >/tmp/out"],
}


@dataclass
class Stage:
    name: str
    root: Path
    directory: str = "/"
    user: str = "root"
    shell: list[str] = field(default_factory=lambda: ["/bin/sh", "-c"])
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, command: str, extra: dict[str, str] | None = None) -> None:
        environment = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
        }
        environment |= {key: value for key, value in os.environ.items() if key in PASSED_ON}
        environment |= dict.fromkeys(("PIP_CERT", "NODE_EXTRA_CA_CERTS"), TRUST)
        environment |= self.environment | (extra or {})
        inner = shlex.join([*self.shell, f"cd {shlex.quote(self.directory)} && {command}"])
        root = shlex.quote(str(self.root))
        enter = f"/bin/mount -t proc proc {root}/proc && exec /usr/sbin/chroot --userspec={self.user} {root} {inner}"
        result = subprocess.run(
            ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", enter],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        if result.returncode:
            sys.exit(f"{self.name}: this step failed:\n  {command}\n{result.stdout[-3000:]}")

    def path(self, inside: str) -> Path:
        return self.root / str(Path(self.directory) / inside).lstrip("/")

    def copy(self, sources: list[Path], target: str) -> None:
        into = self.path(target)
        if target.endswith(("/", ".")) or len(sources) > 1 or sources[0].is_dir():
            into.mkdir(parents=True, exist_ok=True)
        for source in sources:
            what = f"{source}/." if source.is_dir() else str(source)
            subprocess.run(["/bin/cp", "-a", what, str(into)], check=True)


def instructions(text: str) -> list[tuple[str, str]]:
    joined = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")).replace(
        "\\\n", " "
    )
    return [tuple(line.strip().split(None, 1)) for line in joined.splitlines() if line.strip()]


def copy_instruction(stage: Stage, rest: str, stages: dict[str, Stage], context: Path) -> None:
    words = shlex.split(rest)
    base = context
    if words[0].startswith("--from="):
        base = stages[words.pop(0).removeprefix("--from=")].root
    *sources, target = words
    stage.copy([base / source.lstrip("/") for source in sources], target)


def replay(dockerfile: Path, base: Path, context: Path, work: Path) -> dict[str, Stage]:
    stages: dict[str, Stage] = {}
    for verb, rest in instructions(dockerfile.read_text()):
        began = time.monotonic()
        if verb == "FROM":
            origin, _, name = rest.split()
            root = work / name
            subprocess.run(
                ["/bin/cp", "-a", str(stages[origin].root if origin in stages else base), str(root)],
                check=True,
            )
            stage = stages[name] = Stage(name, root)
        elif verb == "SHELL":
            stage.shell = json.loads(rest)
        elif verb == "RUN":
            stage.run(rest)
        elif verb == "COPY":
            copy_instruction(stage, rest, stages, context)
        elif verb == "WORKDIR":
            stage.directory = rest
            stage.path(".").mkdir(parents=True, exist_ok=True)
        elif verb == "ENV":
            stage.environment |= dict(word.split("=", 1) for word in shlex.split(rest))
        elif verb == "USER":
            stage.user = rest
        print(f"{time.monotonic() - began:6.1f} s  {stage.name}: {verb} {rest[:80]}", flush=True)
    return stages


def make_base(base: Path) -> None:
    subprocess.run(
        ["/usr/sbin/debootstrap", "--variant=minbase", "bookworm", str(base)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    shutil.copy("/etc/resolv.conf", base / "etc")
    shutil.copy(HOST_TRUST, base / TRUST.lstrip("/"))


def try_out(stages: dict[str, Stage], scratch: Path) -> None:
    secrets = stages["proxy"].root / "run/secrets"
    secrets.mkdir()
    subprocess.run(
        ["/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=papers.example.org",
         "-keyout", str(secrets / "tls_key"), "-out", str(secrets / "tls_certificate")],
        check=True, capture_output=True, cwd=scratch,
    )  # fmt: skip
    (secrets / "tls_key").chmod(0o444)
    for name, commands in TRIALS.items():
        for command in commands:
            stages[name].run(command, PRODUCTION)
            print(f"   works  {name}: {command}", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="replay-") as folder:
        work = Path(folder)
        context = work / "context"
        context.mkdir()
        archive = subprocess.run(["/usr/bin/git", "archive", "HEAD"], check=True, capture_output=True).stdout
        subprocess.run(["/bin/tar", "-x", "-C", str(context)], input=archive, check=True)
        for name in NOT_IN_CONTEXT:
            shutil.rmtree(context / name, ignore_errors=True)
        make_base(work / "base")
        try_out(replay(Path(sys.argv[1]), work / "base", context, work), work)


if __name__ == "__main__":
    main()
