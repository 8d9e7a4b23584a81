"""Photos as phones take them, kept as JPEG: most browsers cannot show HEIC, nor make it smaller before it is sent."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

LONGEST_SIDE = 3000  # enough to read a paper of A4
MOST_PIXELS = 60_000_000


def open_photo(file: File):
    """A picture of any kind that is let in, its content not read yet. Refused where it is none, or too large."""
    from PIL import Image  # read when a picture comes: pages need none of it
    from pillow_heif import register_heif_opener

    register_heif_opener()
    file.seek(0)
    try:
        picture = Image.open(BytesIO(file.read()))  # a closed picture would close the file with it
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise unreadable() from None
    if picture.width * picture.height > MOST_PIXELS:
        raise ValidationError(_("The picture is too large. Send one with fewer pixels."), code="too_large")
    return picture


def unreadable() -> ValidationError:
    return ValidationError(_("The picture cannot be read. Save it again, or take it anew."), code="broken")


def as_jpeg(file: File) -> ContentFile:
    """The photo standing upright, without what the camera wrote into it (place, device, time)."""
    from PIL import ImageOps

    with open_photo(file) as picture:
        try:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
        except (OSError, SyntaxError, ValueError, RuntimeError):
            raise unreadable() from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    upright.save(out, "JPEG", quality=85)
    return ContentFile(out.getvalue())
