"""The window under a display of its own, driven by real key and mouse events and read by its pixels.

Needs Xvfb and xdotool. A frame is read from Xvfb's memory, so nothing of the program helps.
"""
import json
import os
import random
import signal
import struct
import subprocess
import tempfile
import time

RANK = (37, 160)  # the page's button in the rail
PROMPT = (350, 60, 700, 95)  # where the prompt's first line stands: left, top, right, bottom


class Display:
    def __init__(self, number, width=1440, height=900):
        self.name = f":{number}"
        self.folder = tempfile.TemporaryDirectory()
        self.server = subprocess.Popen(
            ["Xvfb", self.name, "-screen", "0", f"{width}x{height}x24", "-fbdir", self.folder.name],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.frame = os.path.join(self.folder.name, "Xvfb_screen0")
        wait(lambda: os.path.exists(self.frame) and os.path.getsize(self.frame) > width * height * 4, 10)
        time.sleep(0.3)
        self.hand = self.start()

    def start(self):
        return subprocess.Popen(["xdotool", "-"], stdin=subprocess.PIPE, text=True,
                                env=os.environ | {"DISPLAY": self.name})

    def restart(self):
        """After the keyboard was changed, which xdotool reads when it starts."""
        self.hand.stdin.close()
        self.hand.wait()
        self.hand = self.start()

    def do(self, *commands):
        """xdotool's commands, such as "key Return"."""
        self.hand.stdin.write("\n".join(commands) + "\n")
        self.hand.stdin.flush()

    def pixels(self, left, top, right, bottom):
        """The bytes of a part of the screen."""
        with open(self.frame, "rb") as file:
            header = struct.unpack(">25I", file.read(100))
            start, line = header[0] + header[19] * 12, header[12]
            rows = []
            for y in range(top, bottom):
                file.seek(start + y * line + left * 4)
                rows.append(file.read((right - left) * 4))
        return b"".join(rows)

    def close(self):
        self.hand.stdin.close()
        self.hand.wait()
        self.server.terminate()
        self.server.wait()


def wait(until, seconds, pause=0.003):
    """The first true value of until(); None after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := until():
            return found
        time.sleep(pause)
    return None


class Ranker:
    """A window on the Rank page whose prompts are ranked by keys."""

    def __init__(self, display, program, workspace, name, home):
        self.display = display
        self.shown = 0  # next items that were on the screen after Enter
        environment = os.environ | {"DISPLAY": display.name, "HOME": home, "XDG_CONFIG_HOME": home, "USER": name}
        self.errors = open(os.path.join(home, "stderr"), "ab")
        self.process = subprocess.Popen([program, "--workspace", workspace, "--theme", "light", "--language", "en"],
                                        env=environment, stdout=self.errors, stderr=self.errors)

    def prompt(self):
        """What stands where the prompt is; None while there is none."""
        pixels = self.display.pixels(*PROMPT)
        return pixels if len(set(zip(pixels[0::4], pixels[1::4], pixels[2::4]))) > 8 else None

    def open(self):
        """Goes to the Rank page; whether a prompt is there."""
        def there():
            self.display.do(f"mousemove {RANK[0]} {RANK[1]}", "click 1")
            return wait(self.inView, 0.4)
        return bool(wait(there, 20)) and self.process.poll() is None

    def inView(self):
        left, top = RANK[0] - 28, RANK[1] - 20  # the chosen page's button is tinted
        red, green = self.display.pixels(left, top, left + 1, top + 1)[2:0:-1]
        return green > red + 5 and self.prompt()

    def rank(self):
        """Ranks the prompt in view; whether the next one was seen."""
        before = self.prompt()
        self.display.do("key " + random.choice("12"), "key Return")
        if not wait(lambda: self.process.poll() is not None or self.prompt() not in (before, None), 3):
            return False
        if self.prompt() in (before, None):
            return False
        self.shown += 1
        return True

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.errors.close()


def items(file, count, first=0):
    """Prompts with two answers each, as `labels import` reads them."""
    with open(file, "w", encoding="utf-8") as out:
        for i in range(first, first + count):
            answers = [{"text": f"It is {2 * i + 1}.", "origin": "a"}, {"text": f"It is {i}.", "origin": "b"}]
            out.write(json.dumps({"prompt": f"Item {i}: what is {i} and {i + 1}?", "candidates": answers}) + "\n")
