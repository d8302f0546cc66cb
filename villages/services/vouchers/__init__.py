"""Pictures of vouchers: received, masked, submitted, decided on, published, withdrawn."""

from villages.services.vouchers.arriving import arrive, draw, draw_again, give_up
from villages.services.vouchers.deciding import (
    approve,
    discard,
    publish_at_console,
    send_back,
    submit,
    withdraw,
)
from villages.services.vouchers.masking import mask
from villages.services.vouchers.originals import open_original
from villages.services.vouchers.pictures import preview, restore_working, thumbnail, working_picture
from villages.services.vouchers.publishing import finish_stranded, publish
from villages.services.vouchers.receiving import receive
from villages.services.vouchers.tidying import tidy


__all__ = [
    "approve", "arrive", "draw", "draw_again", "give_up", "discard", "finish_stranded", "mask", "open_original", "preview", "publish",
    "publish_at_console", "receive", "send_back", "submit", "thumbnail", "tidy", "withdraw",
    "working_picture", "restore_working",
]  # fmt: skip
