"""Makes the pictures in screenshots/ from the real program: tmux runs it, pyte reads the screen, Pillow draws it.

Usage: screenshots.py PATH-TO-TAGDESK DIRECTORY
"""

import os
import subprocess
import sys
import tempfile
import time

import pyte
from fontTools.ttLib import TTCollection, TTFont
from PIL import Image, ImageDraw, ImageFont

SIZE = 22
COLOURS = {
    "default": (212, 212, 212), "black": (60, 60, 60), "red": (229, 104, 104), "green": (124, 196, 116),
    "brown": (222, 184, 98), "blue": (108, 156, 222), "magenta": (198, 134, 206), "cyan": (98, 190, 190),
    "white": (212, 212, 212), "brightblack": (130, 130, 130), "brightred": (240, 128, 128),
    "brightgreen": (152, 222, 140), "brightbrown": (240, 208, 120), "brightblue": (140, 184, 245),
    "brightmagenta": (222, 164, 228), "brightcyan": (128, 216, 216), "brightwhite": (255, 255, 255),
}
BACKGROUND = (24, 26, 30)
FONTS = "/usr/share/fonts/truetype"


class Face:
    """A font file with the characters that it has."""

    def __init__(self, path):
        self.font = ImageFont.truetype(path, SIZE)
        file = TTCollection(path).fonts[0] if path.endswith(".ttc") else TTFont(path)
        self.characters = set(file.getBestCmap())


FACES = [
    Face(f"{FONTS}/dejavu/DejaVuSansMono.ttf"), Face(f"{FONTS}/wqy/wqy-zenhei.ttc"),
    Face(f"{FONTS}/ancient-scripts/Symbola_hint.ttf"), Face(f"{FONTS}/dejavu/DejaVuSans.ttf"),
    Face(f"{FONTS}/freefont/FreeSans.ttf"), Face(f"{FONTS}/freefont/FreeSerif.ttf"),
]
BOLD = Face(f"{FONTS}/dejavu/DejaVuSansMono-Bold.ttf")


def colour(name, otherwise):
    if name == "default":
        return otherwise
    if name in COLOURS:
        return COLOURS[name]
    return tuple(int(name[i:i + 2], 16) for i in (0, 2, 4))


def face_for(text, bold):
    code = ord(text[0])
    if bold and code in BOLD.characters:
        return BOLD
    return next((face for face in FACES if code in face.characters), FACES[0])


def draw(screen, cursor, path):
    width = round(FACES[0].font.getlength("M"))
    height = round(SIZE * 1.25)
    image = Image.new("RGB", (screen.columns * width + 24, screen.lines * height + 24), BACKGROUND)
    pen = ImageDraw.Draw(image)
    for row in range(screen.lines):
        for column in range(screen.columns):
            cell = screen.buffer[row][column]
            front, back = colour(cell.fg, COLOURS["default"]), colour(cell.bg, BACKGROUND)
            if cell.reverse:
                front, back = back, front
            if (column, row) == cursor:
                front, back = BACKGROUND, (180, 180, 180)
            x, y = 12 + column * width, 12 + row * height
            following = screen.buffer[row][column + 1].data if column + 1 < screen.columns else " "
            span = 2 if following == "" else 1
            if cell.data == "":
                continue
            if back != BACKGROUND:
                pen.rectangle((x, y, x + width * span - 1, y + height - 1), fill=back)
            if cell.data.strip():
                pen.text((x, y), cell.data, font=face_for(cell.data, cell.bold).font, fill=front)
            if cell.underscore:
                pen.line((x, y + height - 3, x + width * span, y + height - 3), fill=front)
    image.save(path, optimize=True)


class Terminal:
    """The program in a tmux server of its own."""

    def __init__(self, program, state, columns=100, rows=30):
        self.socket = f"tagdesk-screenshots-{os.getpid()}"
        self.columns, self.rows = columns, rows
        command = f"exec {program} --sandbox --reset --contacts 5000 --seed 1 --state-dir {state}"
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), command)

    def tmux(self, *words):
        return subprocess.run(
            ["tmux", "-L", self.socket, *words], check=True, capture_output=True, text=True,
            env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}).stdout

    def text(self):
        return self.tmux("capture-pane", "-p")

    def wait(self, wanted, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if wanted in self.text():
                return
            time.sleep(0.05)
        sys.exit(f"waited in vain for {wanted!r}:\n{self.text()}")

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def type(self, text):
        """Types as a person does: more than 16 characters at once would be a paste."""
        for start in range(0, len(text), 8):
            self.tmux("send-keys", "-l", "--", text[start:start + 8])
            self.wait(text[:start + 8].rstrip())

    def shoot(self, path):
        output = self.tmux("capture-pane", "-p", "-e", "-N").replace("\n", "\r\n")
        screen = pyte.Screen(self.columns, self.rows)
        pyte.Stream(screen).feed(output.rstrip("\r\n"))
        x, y = self.tmux("display-message", "-p", "#{cursor_x} #{cursor_y}").split()
        draw(screen, (int(x), int(y)), path)
        print(path)

    def close(self):
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], check=False, capture_output=True)


def main():
    program, directory = os.path.abspath(sys.argv[1]), sys.argv[2]
    os.makedirs(directory, exist_ok=True)
    with tempfile.TemporaryDirectory() as state:
        terminal = Terminal(program, state)
        try:
            scenes(terminal, directory)
        finally:
            terminal.close()


def scenes(terminal, directory):
    """The main job, with a picture at each step."""
    terminal.wait("  5,000 contacts")
    terminal.keys("/")
    terminal.type("tag:vip -tag:trial")
    terminal.keys("Enter")
    terminal.wait("/tag:vip -tag:trial")
    terminal.keys("Space", "Space", "j", "Space")
    terminal.wait("3 marked")
    terminal.keys("+")
    terminal.type("spring sale")
    terminal.keys("Enter")
    terminal.wait("Staged +spring sale")
    terminal.keys("t")
    terminal.wait("Filter:")
    terminal.type("lead")
    terminal.keys("Tab")
    terminal.wait("Will stage: +lead")
    terminal.shoot(f"{directory}/tag-editor.png")
    terminal.keys("Enter")
    terminal.wait("Staged ")
    terminal.keys("k")
    terminal.wait("c plan")
    terminal.shoot(f"{directory}/contacts.png")
    terminal.keys("3")
    terminal.wait("[3 Changes]")
    terminal.keys("Enter")
    terminal.shoot(f"{directory}/changes.png")
    terminal.keys("c")
    terminal.wait("the ")
    terminal.keys("G", "Enter")
    terminal.wait("POST")
    terminal.shoot(f"{directory}/plan.png")
    terminal.keys("W")
    terminal.wait("y/n")
    time.sleep(0.5)
    terminal.keys("y")
    terminal.wait("Done:")
    terminal.shoot(f"{directory}/committed.png")
    terminal.keys("4")
    terminal.wait("done")
    terminal.keys("Enter")
    terminal.wait("Alice Edwards")
    terminal.shoot(f"{directory}/history.png")
    terminal.keys("q", "q", "?")
    terminal.wait("Keys here")
    terminal.shoot(f"{directory}/help.png")


if __name__ == "__main__":
    main()
