"""Banks that a QR code can lead to, by their number in the NAPAS list; one that is missing is entered by hand."""

BANKS = {
    "970436": "Vietcombank",
    "970415": "VietinBank",
    "970418": "BIDV",
    "970405": "Agribank",
    "970422": "MB Bank",
    "970407": "Techcombank",
    "970416": "ACB",
    "970432": "VPBank",
    "970403": "Sacombank",
    "970423": "TPBank",
    "970443": "SHB",
    "970437": "HDBank",
    "970441": "VIB",
    "970449": "LPBank",
    "970440": "SeABank",
    "970431": "Eximbank",
    "970426": "MSB",
    "970448": "OCB",
    "970428": "Nam A Bank",
    "970452": "Kienlongbank",
}
