"""One picture read and written anew: `python picture_child.py < FILE > FILE`, a process of its own with limits on time and memory.

What comes out holds the pixels and nothing else: no place where it was taken, nothing hidden behind the picture. The exit code
says why there is none: 3 no picture of a kind that is taken, 4 too many pixels, anything else that reading it failed.
"""

import io
import resource
import sys
import warnings

from PIL import Image, ImageOps

MOST_SECONDS = 20  # of processor time
MOST_MEMORY = 1024 * 1024 * 1024
MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
NO_PICTURE, TOO_LARGE = 3, 4


def main() -> None:
    for what, most in (
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        image = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=FORMATS)
    except Image.DecompressionBombError:
        sys.exit(TOO_LARGE)
    except (OSError, ValueError, SyntaxError):
        sys.exit(NO_PICTURE)
    if image.width * image.height > MOST_PIXELS:
        sys.exit(TOO_LARGE)
    sys.stdout.buffer.write(again(image))


def again(image: Image.Image) -> bytes:
    """The first frame, upright, in the same format."""
    kind = image.format or ""
    upright = ImageOps.exif_transpose(image)
    plain = upright.convert("RGB" if kind == "JPEG" else "RGBA" if "A" in upright.getbands() else "RGB")
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    written = io.BytesIO()
    clean.save(written, kind, **({} if kind == "PNG" else {"quality": 88}))
    return written.getvalue()


if __name__ == "__main__":
    main()
