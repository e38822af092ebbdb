"""Ask the site of this machine whether it is ready; exit status 0 if so. For health checks."""

import os
import sys
from http.client import HTTPConnection, HTTPException

READY = 200


def is_ready(port: int) -> bool:
    """Ask under a name that the site answers to."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    connection = HTTPConnection("127.0.0.1", port, timeout=8)
    try:
        connection.request("GET", "/health/ready", headers={"Host": host})
        return connection.getresponse().status == READY
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not is_ready(int(sys.argv[1]) if len(sys.argv) > 1 else 8000))
