"""A page that is printed, as a browser gets it: the task that makes its document has run."""

from django.test import Client, TestCase


def printed(client: Client, url: str) -> bytes:
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.get(url).close()
    answer = client.get(url)
    data = b"".join(answer.streaming_content)
    answer.close()
    return data
