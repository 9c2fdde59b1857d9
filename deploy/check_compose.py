"""What docker-compose.yml promises, checked on the resolved file: health checks, no root, secrets from files."""

import json
import sys
from pathlib import Path

OWN_USER = {"clamav"}  # starts as root and steps down by itself


def findings(compose: dict) -> list[str]:
    found = []
    for name, service in compose["services"].items():
        if name not in {"migrate", "web"} and not service.get("healthcheck", {}).get("test"):
            found.append(f"{name} has no health check")
        if "image" in service and "build" not in service and name not in OWN_USER and not service.get("user"):
            found.append(f"{name} runs as root")
        if service.get("privileged") or service.get("user") in {"root", "0"}:
            found.append(f"{name} is privileged")
        if name not in OWN_USER and service.get("cap_drop") != ["ALL"]:
            found.append(f"{name} keeps capabilities")
        for key, value in (service.get("environment") or {}).items():
            if ("PASSWORD" in key or "SECRET" in key) and not key.endswith("_FILE"):
                found.append(f"{name} has the secret {key} in its environment")
            if key.endswith("_FILE") and not str(value).startswith("/run/secrets/"):
                found.append(f"{name}: {key} is not one of the mounted secrets")
        if service.get("ports") and name != "proxy":
            found.append(f"{name} can be reached past the proxy")
    found += [
        f"secret {name} is not a file" for name, secret in compose["secrets"].items() if "file" not in secret
    ]
    return found


def main() -> None:
    compose = json.loads(Path(sys.argv[1]).read_text())
    if found := findings(compose):
        sys.exit("docker-compose.yml: " + "; ".join(found))
    print(f"docker-compose.yml: parses, {len(compose['services'])} services keep the rules")


if __name__ == "__main__":
    main()
