"""A fast SMTP server that takes everything and keeps nothing.

`python -m benchmarks.smtp_sink` prints its port. Used where Debian's `smtp-sink` is not installed.
"""

from __future__ import annotations

import asyncio

EHLO = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n"


class Sink(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.buffer = b""
        self.is_content = False
        self.transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        answers = []
        while self.buffer:
            if self.is_content:
                end = self.buffer.find(b"\r\n.\r\n")
                if end < 0:
                    break
                self.buffer = self.buffer[end + 5 :]
                self.is_content = False
                answers.append(b"250 2.0.0 Ok\r\n")
                continue
            line, found, rest = self.buffer.partition(b"\r\n")
            if not found:
                break
            self.buffer = rest
            answers.append(self.answer(line[:4].upper()))
        if answers:
            self.transport.write(b"".join(answers))

    def answer(self, verb: bytes) -> bytes:
        if verb == b"DATA":
            self.is_content = True
            return b"354 go on\r\n"
        return EHLO if verb == b"EHLO" else b"250 2.0.0 Ok\r\n"


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
