"""Pictures of products: what is let in, and what is kept of it."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pillow_heif import register_heif_opener

from enterprises.actions.products import remove_picture, save_product
from enterprises.models import Product
from tests.factories import AccountFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
ORIENTATION, MAKER, TURNED = 0x0112, 0x010F, 6


def photo(size=(40, 20), kind="JPEG", name="anh.jpg", mode="RGB", **options) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return SimpleUploadedFile(name, out.getvalue())


def kept(product: Product) -> Image.Image:
    return Image.open(product.picture.content)


def test_a_large_photo_is_made_small():
    product = save_product(product=ProductFactory(), by=UserFactory(), picture=photo((4000, 3000)))
    assert kept(product).size == (1600, 1200)


def test_what_the_camera_wrote_is_not_kept_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "Máy ảnh của Hạnh", TURNED
    product = save_product(product=ProductFactory(), by=UserFactory(), picture=photo(exif=exif))
    assert not kept(product).getexif()
    assert kept(product).size == (20, 40)


def test_a_photo_of_an_iphone_becomes_a_picture():
    register_heif_opener()
    product = save_product(product=ProductFactory(), by=UserFactory(), picture=photo(kind="HEIF", name="anh.heic"))
    assert (kept(product).format, product.picture.media_type) == ("JPEG", "image/jpeg")


def test_a_drawing_with_a_clear_ground_becomes_a_picture():
    upload = photo(kind="PNG", name="logo.png", mode="RGBA")
    product = save_product(product=ProductFactory(), by=UserFactory(), picture=upload)
    assert (kept(product).format, product.picture.media_type) == ("JPEG", "image/jpeg")
    assert kept(product).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("anh.jpg", b"%PDF-1.7\n%%EOF"),
        SimpleUploadedFile("anh.jpg", b"\xff\xd8\xff no picture at all"),
        SimpleUploadedFile("anh.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50),
        photo(name="anh.png"),
    ],
    ids=["a document", "a broken JPEG", "a broken PNG", "a lying name"],
)
def test_what_is_no_picture_is_refused_at_its_field(upload):
    product = ProductFactory()
    with pytest.raises(ValidationError) as refused:
        save_product(product=product, by=UserFactory(), picture=upload)
    assert "picture" in refused.value.error_dict
    assert Product.objects.get().picture is None


def test_a_picture_of_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr("common.photos.MOST_PIXELS", 100)
    with pytest.raises(ValidationError):
        save_product(product=ProductFactory(), by=UserFactory(), picture=photo())


def test_the_file_goes_where_the_product_is_refused(tmp_path, settings):
    first = ProductFactory(enterprise=AccountFactory())
    second = Product(enterprise=first.enterprise, name=first.name)
    with pytest.raises(ValidationError):
        save_product(product=second, by=UserFactory(), picture=photo())
    assert not [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]


def test_taking_the_picture_away_is_written_down():
    person = UserFactory()
    product = save_product(product=ProductFactory(), by=person, picture=photo())
    remove_picture(product=product, by=person)
    assert Product.objects.get().picture is None
    assert [row.history_user for row in product.history.all()][:2] == [person, person]
