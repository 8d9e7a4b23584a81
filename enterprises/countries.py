"""Where firms are registered: the codes of ISO 3166 with their names, Vietnam first."""

from django.utils.translation import get_language

from common.text import sort_key

HOME = "VN"
# code, Vietnamese name, English name where it differs
_NAMES = """
AE Các Tiểu vương quốc Ả Rập Thống nhất|United Arab Emirates
AF Afghanistan
AL Albania
AM Armenia
AO Angola
AR Argentina
AT Áo|Austria
AU Úc|Australia
AZ Azerbaijan
BA Bosna và Hercegovina|Bosnia and Herzegovina
BD Bangladesh
BE Bỉ|Belgium
BG Bulgaria
BH Bahrain
BN Brunei
BO Bolivia
BR Brazil
BT Bhutan
BW Botswana
BY Belarus
CA Canada
CD CHDC Congo|DR Congo
CH Thụy Sĩ|Switzerland
CI Bờ Biển Ngà|Côte d'Ivoire
CL Chile
CM Cameroon
CN Trung Quốc|China
CO Colombia
CR Costa Rica
CU Cuba
CY Síp|Cyprus
CZ Séc|Czechia
DE Đức|Germany
DK Đan Mạch|Denmark
DO Cộng hòa Dominica|Dominican Republic
DZ Algeria
EC Ecuador
EE Estonia
EG Ai Cập|Egypt
ES Tây Ban Nha|Spain
ET Ethiopia
FI Phần Lan|Finland
FJ Fiji
FR Pháp|France
GB Vương quốc Anh|United Kingdom
GE Gruzia|Georgia
GH Ghana
GR Hy Lạp|Greece
GT Guatemala
HK Hồng Kông|Hong Kong
HN Honduras
HR Croatia
HU Hungary
ID Indonesia
IE Ireland
IL Israel
IN Ấn Độ|India
IQ Iraq
IR Iran
IS Iceland
IT Ý|Italy
JO Jordan
JP Nhật Bản|Japan
KE Kenya
KG Kyrgyzstan
KH Campuchia|Cambodia
KP Triều Tiên|North Korea
KR Hàn Quốc|South Korea
KW Kuwait
KZ Kazakhstan
LA Lào|Laos
LB Liban|Lebanon
LK Sri Lanka
LT Litva|Lithuania
LU Luxembourg
LV Latvia
MA Maroc|Morocco
MD Moldova
ME Montenegro
MG Madagascar
MK Bắc Macedonia|North Macedonia
MM Myanmar
MN Mông Cổ|Mongolia
MO Ma Cao|Macao
MT Malta
MU Mauritius
MV Maldives
MX Mexico
MY Malaysia
MZ Mozambique
NA Namibia
NG Nigeria
NI Nicaragua
NL Hà Lan|Netherlands
NO Na Uy|Norway
NP Nepal
NZ New Zealand
OM Oman
PA Panama
PE Peru
PG Papua New Guinea
PH Philippines
PK Pakistan
PL Ba Lan|Poland
PS Palestine
PT Bồ Đào Nha|Portugal
PY Paraguay
QA Qatar
RO Romania
RS Serbia
RU Nga|Russia
RW Rwanda
SA Ả Rập Xê Út|Saudi Arabia
SE Thụy Điển|Sweden
SG Singapore
SI Slovenia
SK Slovakia
SN Sénégal|Senegal
SV El Salvador
SY Syria
TH Thái Lan|Thailand
TJ Tajikistan
TL Đông Timor|Timor-Leste
TM Turkmenistan
TN Tunisia
TR Thổ Nhĩ Kỳ|Türkiye
TW Đài Loan|Taiwan
TZ Tanzania
UA Ukraina|Ukraine
UG Uganda
US Hoa Kỳ|United States
UY Uruguay
UZ Uzbekistan
VE Venezuela
YE Yemen
ZA Nam Phi|South Africa
ZM Zambia
ZW Zimbabwe
ZZ Nước khác|Another country
"""


def names() -> dict[str, str]:
    """Code and name of every country in today's language, Vietnam first, then by name."""
    lines = [(line[:2], line[3:].split("|")) for line in _NAMES.split("\n") if line]
    wanted = -1 if get_language() == "en" else 0
    found = {code: both[wanted] for code, both in lines}
    return {HOME: "Vietnam" if wanted else "Việt Nam"} | dict(sorted(found.items(), key=lambda item: sort_key(item[1])))


def choices() -> list[tuple[str, str]]:
    return list(names().items())
