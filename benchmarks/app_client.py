"""One reader of the app as the server sees it: Streamlit's own protocol over a websocket, without a browser."""

import html
import random
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

MOST_SELECTED = 3
_FACET, _COUNT = re.compile(r"-facet_(\w+)$"), re.compile(r"tg-big'>([\d,]+)<")


@dataclass
class Reader:
    """A session on the segments page; ``selection`` is what it has chosen, a value a tag."""

    socket: ClientConnection
    chance: random.Random
    facets: dict[str, ButtonGroup] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    selection: dict[str, str] = field(default_factory=dict)
    labels: dict[str, list[str]] = field(default_factory=dict)
    customers: int = 0
    received: int = 0  # bytes of the last answer

    async def open(self, codes: dict[str, list[str]]) -> float:
        """Open the page; ``codes`` gives the values of each tag in order. Return the seconds to the last byte."""
        self.labels = codes
        return await self._run(BackMsg(), "")

    async def click(self) -> float:
        """Choose a value of a tag, or take one back where enough are chosen; return the seconds to the last byte."""
        tag = self.chance.choice([*self.facets])
        if len(self.selection) >= MOST_SELECTED:
            tag = self.chance.choice([*self.selection])
        group, request = self.facets[tag], BackMsg()
        state = request.rerun_script.widget_states.widgets.add(id=group.id)
        if self.selection.pop(tag, None) is None:
            at = self.chance.randrange(len(self.labels[tag]))
            self.selection[tag] = self.labels[tag][at]
            state.string_array_value.data.append(group.options[at].content)
        else:
            state.string_array_value.SetInParent()
        return await self._run(request, self.fragments.get(tag, ""))

    async def _run(self, request: BackMsg, fragment: str) -> float:
        request.rerun_script.query_string = "lang=zh"
        request.rerun_script.page_name = "segments"
        request.rerun_script.fragment_id = fragment
        began, self.received = time.perf_counter(), 0
        async for message, size in _answer(self.socket, request):
            self.received += size
            self._take(message)
        return time.perf_counter() - began

    def _take(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "button_group" and (found := _FACET.search(element.button_group.id)):
            self.facets[found[1]] = element.button_group
            self.fragments[found[1]] = message.delta.fragment_id
        elif kind == "html" and (found := _COUNT.search(html.unescape(element.html.body))):
            self.customers = int(found[1].replace(",", ""))


@dataclass
class Visitor:
    """A session that opens pages by their links; ``text`` is the text of the last one."""

    socket: ClientConnection
    fields: list[str] = field(default_factory=list)  # the text fields of the last page
    text: str = ""
    received: int = 0  # bytes of the last answer

    async def visit(self, page: str, query: str) -> float:
        """Open a page; return the seconds to the last byte."""
        return await self._run(BackMsg(), page, query)

    async def search(self, page: str, query: str, text: str) -> float:
        """Type into the first text field of the page that is open; return the seconds to the last byte."""
        request = BackMsg()
        request.rerun_script.widget_states.widgets.add(id=self.fields[0], string_value=text)
        return await self._run(request, page, query)

    async def _run(self, request: BackMsg, page: str, query: str) -> float:
        request.rerun_script.page_name, request.rerun_script.query_string = page, query
        messages, self.received, began = [], 0, time.perf_counter()
        async for message, size in _answer(self.socket, request):
            self.received += size
            messages.append(message)
        seconds = time.perf_counter() - began
        elements = [message.delta.new_element for message in messages]
        self.fields = [one.text_input.id for one in elements if one.WhichOneof("type") == "text_input"]
        self.text = "".join(str(one) for one in elements)
        return seconds

    def expect(self, words: str) -> None:
        """Raise RuntimeError where the last page did not say so."""
        if words not in self.text:
            raise RuntimeError(f"the page does not say {words!r}")


async def _answer(socket: ClientConnection, request: BackMsg) -> AsyncIterator[tuple[ForwardMsg, int]]:
    """Send a message and yield what comes back until the script has finished, each with its size in bytes."""
    await socket.send(request.SerializeToString())
    while True:
        raw = await socket.recv()
        message = ForwardMsg.FromString(raw if isinstance(raw, bytes) else raw.encode())
        if message.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(f"the page failed: {message.delta.new_element.exception.message}")
        yield message, len(raw)
        if message.WhichOneof("type") == "script_finished":
            return


async def _connected(port: int) -> ClientConnection:
    url = f"ws://localhost:{port}/_stcore/stream"
    return await connect(url, subprotocols=[Subprotocol("streamlit")], max_size=None, compression=None)


async def reader(port: int, seed: int) -> Reader:
    """Return a session that is connected and has asked for nothing yet."""
    return Reader(await _connected(port), random.Random(seed))


async def visitor(port: int) -> Visitor:
    """Return a session that opens pages by their links."""
    return Visitor(await _connected(port))
