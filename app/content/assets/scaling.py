"""One picture made smaller: `python scaling.py TO WIDTH < FROM`, a process of its own with limits on time and memory.

Reading pictures is work for native code on files that anyone may have made: whatever happens, it happens in here.
"""

import io
import resource
import sys

from PIL import Image, ImageOps

MOST_SECONDS = 10  # of processor time
MOST_BYTES = 1024 * 1024 * 1024
QUALITY = 82


def scale(source: bytes, target: str, width: int) -> None:
    """Writes a WebP of this width, upright. Line drawings and screenshots keep every pixel's colour."""
    with Image.open(io.BytesIO(source), formats=("PNG", "JPEG", "WEBP", "AVIF")) as image:
        exact = image.format == "PNG"
        profile = image.info.get("icc_profile")
        upright = ImageOps.exif_transpose(image)
        if upright.mode not in {"RGB", "RGBA"}:
            clear = upright.mode in {"LA", "PA"} or "transparency" in upright.info
            upright = upright.convert("RGBA" if clear else "RGB")
        height = max(1, round(upright.height * width / upright.width))
        small = upright.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    small.save(target, "WEBP", quality=QUALITY, lossless=exact, method=4, icc_profile=profile)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = 60_000_000
    target, width = sys.argv[1:]
    scale(sys.stdin.buffer.read(), target, int(width))


if __name__ == "__main__":
    main()
