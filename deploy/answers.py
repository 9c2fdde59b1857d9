"""The web container's health check: asks /health/ as the proxy would, under the site's own name."""

import os
import sys
import urllib.request

host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip() or "localhost"
request = urllib.request.Request("http://127.0.0.1:8000/health/", headers={"Host": host})
try:
    urllib.request.urlopen(request, timeout=8)  # noqa: S310
except OSError as error:
    sys.exit(f"no good answer: {error}")
