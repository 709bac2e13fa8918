"""Pictures for tests, drawn when they are asked for."""

import io
from typing import Any

from PIL import Image


def drawing(width: int = 40, height: int = 30, kind: str = "PNG", **options: Any) -> bytes:
    """A picture with enough going on in it that smaller copies are smaller files. `options` are Pillow's for saving."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    pixels = bytes((x * y * 7 + x * 3) % 251 for y in range(height) for x in range(width))
    image.paste((200, 40, 40), mask=Image.frombytes("L", (width, height), pixels))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def moving(kind: str, width: int = 600, height: int = 40) -> bytes:
    """A picture of two frames."""
    frames = [Image.new("RGB", (width, height), shade) for shade in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def turned(width: int, height: int) -> bytes:
    """A JPEG that is shown turned by a quarter: its pixels are `height` wide."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return drawing(height, width, "JPEG", exif=exif)
