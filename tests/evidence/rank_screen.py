"""The Rank page as an eye sees it: where prompt, cards, the order and the buttons stand, found by their colours alone.

Prompts bear their number as strokes and dots (code()), answers theirs as their number of lines (answer()), so that what
was on the screen is known without asking the program.
"""
import ctypes
import struct
import time
import zlib

import window

LEFT = 76  # of the pages: the rail lies before it
GROUND, SURFACE, ACCENT = (0xF6, 0xF7, 0xF5), (0xFF, 0xFF, 0xFF), (0x2E, 0x7D, 0x5B)
BITS = 7


def code(number):
    """A prompt's number: strokes are ones, dots are zeros."""
    return " ".join("I" if number >> bit & 1 else "." for bit in reversed(range(BITS)))


def answer(number):
    """An answer's text; its number is its count of lines, from 1 on."""
    return "\n".join(["fox"] * (number + 1))


def runs(wanted, gap=0):
    """Stretches of true values as (begin, end); shorter breaks than `gap` count as true."""
    found = []
    for i, each in enumerate(wanted):
        if not each:
            continue
        if found and i - found[-1][1] <= gap:
            found[-1][1] = i + 1
        else:
            found.append([i, i + 1])
    return [tuple(run) for run in found]


def middle(run):
    return (run[0] + run[1]) // 2


class Screen:
    def __init__(self, display, width, height):
        self.display, self.width, self.height = display, width, height

    def line(self, top, left=0, right=None):
        """The colours of a row of pixels."""
        right = right or self.width
        raw = self.display.pixels(left, top, right, top + 1)
        return list(zip(raw[2::4], raw[1::4], raw[0::4]))

    def column(self, left, top=0, bottom=None):
        raw = self.display.pixels(left, top, left + 1, bottom or self.height)
        return list(zip(raw[2::4], raw[1::4], raw[0::4]))

    def look(self):
        """Reads the page; whether a prompt with its answers is in view."""
        down = self.column(self.left() + 46)  # beside the keys of the cards
        tall = [run for run in runs([colour != GROUND for colour in down]) if run[1] - run[0] > 24]
        rows = [run for run in tall if run[1] - run[0] > 120 and run[1] < self.height - 60]
        self.cards = []
        if not rows or tall[0] in rows:
            return False
        self.prompt = tall[0]
        for top, bottom in rows:
            across = self.line(bottom - 12)
            for left, right in runs([colour == SURFACE for colour in across]):
                if left > self.left() - 8 and right - left > 150:
                    self.cards.append((left, top, right, bottom))
        edge = self.column(self.width - 40)
        feet = [run for run in runs([colour != GROUND for colour in edge]) if rows[-1][1] < run[0] and run[1] < self.height - 4]
        self.foot = max(feet, key=lambda run: run[1] - run[0])
        return len(self.cards) >= 2

    def left(self):
        """Where the page's own part begins, right of the queue of tasks."""
        across = self.line(8, LEFT)
        return LEFT + next(begin for begin, end in runs([colour == GROUND for colour in across]) if end - begin > 300) + 16

    def number(self):
        """The number of the prompt in view; None where it can't be read."""
        top, bottom = self.prompt[0] + 4, self.prompt[1] - 4
        left, right = self.left() + 8, self.left() + 320
        ink = [[sum(colour) < 500 for colour in self.line(y, left, right)] for y in range(top, bottom)]
        first = next(iter(runs([any(row) for row in ink], 3)), None)
        if first is None:
            return None
        ink = ink[first[0]:first[1]]
        marks = [sum(any(row[x] for x in range(*run)) for row in ink) for run in runs([any(row[x] for row in ink) for x in range(right - left)])]
        if len(marks) != BITS:
            return None
        return sum((height > 6) << (BITS - 1 - i) for i, height in enumerate(marks))

    def answers(self):
        """The number of the answer on each card, by its lines."""
        numbers = []
        for left, top, right, bottom in self.cards:
            rows = [self.line(y, left + 8, left + 60) for y in range(top + 44, min(bottom - 4, top + 44 + 240))]
            numbers.append(len(runs([any(sum(colour) < 500 for colour in row) for row in rows], 2)) - 1)
        return numbers

    def placed(self):
        """The keys in the order so far, each as the middle of its square."""
        centre = self.foot[0] - 32
        for y in range(centre - 16, centre):
            found = runs([colour == ACCENT for colour in self.line(y, self.left() - 8, self.left() + 520)])
            squares = [run for run in found if 16 <= run[1] - run[0] <= 26]
            if squares:
                return [(self.left() - 8 + middle(run), centre) for run in squares]
        return []

    def buttons(self):
        """Undo, flag, comment, all tied, all bad, skip and keep, each as a place to click."""
        y = middle(self.foot)
        across = self.line(y, self.left() - 8)
        found = runs([colour != GROUND for colour in across], 6)
        wide = [run for run in found if run[1] - run[0] > 40][-5:]
        small = [run for run in found if run[1] <= wide[0][0]]
        names = ("comment", "tied", "bad", "skip", "keep")
        places = {name: (self.left() - 8 + middle(run), y) for name, run in zip(names, wide)}
        places["undo"] = (self.left() - 8 + middle(small[0]), y)
        places["flag"] = (self.left() - 8 + middle(small[-1]), y)
        return places

    def offered(self):
        """The button on a page without a prompt; None where there is none."""
        for y in range(200, self.height - 100, 4):
            for begin, end in runs([colour == ACCENT for colour in self.line(y, self.left())], 30):
                if end - begin > 80:
                    return self.left() + middle((begin, end)), y + 6
        return None

    def task(self, row):
        """The middle of a task in the queue, from 0; the chosen one is tinted."""
        down = self.column(LEFT + 100)
        tint = next(run for run in runs([red + 6 < green for red, green, blue in down], 40) if run[1] - run[0] > 30)
        self.pitch = getattr(self, "pitch", tint[1] - tint[0] + 4)
        self.first = getattr(self, "first", tint[0])
        return LEFT + 100, self.first + row * self.pitch + self.pitch // 2

    def save(self, file):
        """The whole screen as a PNG."""
        raw = self.display.pixels(0, 0, self.width, self.height)
        lines = bytearray()
        for y in range(self.height):
            row = raw[y * self.width * 4:(y + 1) * self.width * 4]
            plain = bytearray(3 * self.width)
            plain[0::3], plain[1::3], plain[2::3] = row[2::4], row[1::4], row[0::4]
            lines += b"\0" + plain
        part = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        with open(file, "wb") as out:
            out.write(b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)) +
                      part(b"IDAT", zlib.compress(lines)) + part(b"IEND", b""))


def teach(display, names):
    """Puts symbols on keys that have none, before a window opens: were it left to xdotool, it would change the keyboard
    at every press, and a window may miss that."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XGetKeyboardMapping.restype = ctypes.POINTER(ctypes.c_ulong)
    x.XStringToKeysym.restype = ctypes.c_ulong
    server, width = ctypes.c_void_p(x.XOpenDisplay(display.name.encode())), ctypes.c_int()
    first, last = 9, 255
    known = x.XGetKeyboardMapping(server, first, last - first + 1, ctypes.byref(width))
    free = [key for key in range(first, last + 1) if not any(known[(key - first) * width.value + i] for i in range(width.value))]
    for key, name in zip(free, names):
        symbol = (ctypes.c_ulong * 1)(x.XStringToKeysym(name.encode()))
        x.XChangeKeyboardMapping(server, key, 1, symbol, 1)
    x.XSync(server, 0)
    x.XCloseDisplay(server)
    display.restart()


class Hand:
    """Real clicks, drags and keys."""

    def __init__(self, display):
        self.display = display

    def click(self, at):
        self.display.do(f"mousemove {at[0]} {at[1]}", "click 1")

    def drag(self, source, target):
        """In steps, as a hand does."""
        steps = [(source[0] + (target[0] - source[0]) * i // 6, source[1] + (target[1] - source[1]) * i // 6) for i in range(1, 7)]
        self.display.do(f"mousemove {source[0]} {source[1]}", "mousedown 1",
                        *[part for x, y in steps for part in (f"mousemove {x} {y}", "sleep 0.01")],
                        f"mousemove {target[0] + 1} {target[1]}", "sleep 0.02", "mouseup 1")
        time.sleep(0.2)  # until the hand has let go: what it holds looks like a key of the order

    def keys(self, *keys):
        self.display.do(*[f"key {key}" for key in keys])

    def rest(self):
        """Where the pointer covers nothing that is read, and nothing has a tip."""
        self.display.do("mousemove 38 480")
