"""The words of every finding: what is wrong, and what to do about it."""

from django.utils.translation import gettext_lazy as _

WRITE_ONE_OF = _("Write one of: %(known)s")
REMOVE_OR_CORRECT = _("Remove one of the two rows, or correct the one that is wrong")

# code → (problem, remedy)
MESSAGES = {
    # The file
    "unreadable": ("%(problem)s", _("Save it as an Excel workbook (.xlsx) and send it again")),
    "too_many_rows": (
        _("the workbook has more than %(limit)s rows"),
        _("Split it, for example by year, and bring the parts in one after another"),
    ),
    # Sheets and columns
    "sheet_missing": (
        _("the workbook has no sheet “%(title)s”"),
        _("Add a sheet of this name with its headings; it may be empty below them"),
    ),
    "sheet_twice": (
        _("this sheet and “%(other)s” both hold %(title)s"),
        _("Put their rows into one sheet, or rename the one that is not meant"),
    ),
    "header_missing": (
        _("none of the first %(limit)s rows holds the headings"),
        _("Write them in one row: %(headings)s"),
    ),
    "column_missing": (_("the column “%(title)s” is missing"), _("Add a column with this heading")),
    "column_twice": (
        _("the column “%(title)s” stands here twice"),
        _("Keep one of “%(first)s” and “%(second)s”, or rename the one that is not meant"),
    ),
    # Any cell
    "empty": (_("nothing is written here"), _("Fill in the cell; the row cannot do without it")),
    "too_long": (
        _("the text has %(length)s characters, more than the %(limit)s that fit"),
        _("Shorten it to %(limit)s characters"),
    ),
    "control_characters": (
        _("the text holds characters that cannot be printed"),
        _("Type it again instead of pasting it"),
    ),
    "formula_error": (_("the cell holds an error"), _("Repair the formula, or type the value itself")),
    "formula_without_value": (
        _("the cell holds a formula whose result was not saved"),
        _("Open the file in a spreadsheet programme and save it again, or type the value itself"),
    ),
    "date_not_text": (
        _("the spreadsheet programme has made a date of this text"),
        _("Format the cell as text and type it again"),
    ),
    # Days
    "day_shape": (_("this is not a date"), _("Write it as dd/mm/yyyy, or as a date cell")),
    "day_impossible": (_("the calendar has no such day"), _("Correct the date; it is read as dd/mm/yyyy")),
    "day_far": (
        _("the year lies outside %(first)s–%(last)s"),
        _("Correct the year"),
    ),
    "days_reversed": (
        _("the last day comes before the first (%(first)s)"),
        _("Correct one of the two dates"),
    ),
    "signed_in_future": (
        _("the day of signing lies in the future"),
        _("Correct the date, or leave the row out until then"),
    ),
    "certified_in_future": (
        _("the day of the certificate lies in the future"),
        _("Correct the date, or leave it and the stars empty"),
    ),
    # Numbers
    "number_not_a_number": (_("this is not a number"), _("Write digits only, such as 1376000 or 1.376.000")),
    "number_ambiguous": (
        _("this number can be read in two ways"),
        _("Group thousands by a point and write decimals after a comma, such as 1.376.000 or 1,5"),
    ),
    "number_negative": (_("the number is below zero"), _("Write it without the minus sign")),
    "number_fraction": (_("this is not a whole number"), _("Write it without decimals")),
    "number_too_large": (_("the number is larger than %(limit)s"), _("Correct it; the unit is one")),
    "dong_fraction": (_("the amount has fractions of a đồng"), _("Round it to whole đồng")),
    "dong_large": (
        _("the amount is larger than %(limit)s đồng"),
        _("Correct it; the unit is đồng, not thousands or millions"),
    ),
    "quantity_decimals": (_("the quantity has more than three decimals"), _("Round it to three decimals")),
    "quantity_large": (_("the quantity is larger than %(limit)s"), _("Correct it, or write it in a larger unit")),
    "stars_range": (
        _("stars go from 3 to 5"),
        _("Write 3, 4 or 5, or leave stars and date empty where there is no certificate"),
    ),
    # Words
    "yes_no": (_("this is neither yes nor no"), _("Write Có or Không")),
    "unknown_level": (_("this level is not known"), WRITE_ONE_OF),
    "unknown_role": (_("this role is not known"), WRITE_ONE_OF),
    "unknown_kind": (_("this kind of agreement is not known"), WRITE_ONE_OF),
    "unknown_legal_form": (_("this legal form is not known"), WRITE_ONE_OF),
    "unknown_group": (_("this product group is not known"), WRITE_ONE_OF),
    # Codes and addresses
    "tax_code_shape": (
        _("this is not a tax code"),
        _("Write 10 digits, 10 digits-3 digits for a dependent unit, or 12 digits for a household business"),
    ),
    "tax_code_missing": (
        _("there is no tax code"),
        _("Write it; only a cooperative group or an agency may go without one"),
    ),
    "fair_code_shape": (
        _("this cannot be the code of a fair"),
        _("Use letters, digits and hyphens, at most 40, such as HC19-01"),
    ),
    "email_shape": (_("this is not an e-mail address"), _("Write it as name@example.vn, or leave the cell empty")),
    # Rows against rows
    "twice_fair": (_("this fair code already stands in row %(first)s"), REMOVE_OR_CORRECT),
    "twice_enterprise": (_("this tax code already stands in row %(first)s"), REMOVE_OR_CORRECT),
    "twice_name": (_("this name without a tax code already stands in row %(first)s"), REMOVE_OR_CORRECT),
    "twice_product": (_("this product of the same enterprise already stands in row %(first)s"), REMOVE_OR_CORRECT),
    "twice_participation": (
        _("the same enterprise at the same fair already stands in row %(first)s"),
        REMOVE_OR_CORRECT,
    ),
    "twice_agreement": (
        _("this number, with the same kind and year, already stands in row %(first)s"),
        REMOVE_OR_CORRECT,
    ),
    "code_alike": (
        _("the code is too much like “%(other)s”: both would have the same address"),
        _("Change one of the two codes by a letter or digit"),
    ),
    "unknown_fair": (
        _("no fair has this code"),
        _("Correct the code, or add the fair to the sheet “%(sheet)s”"),
    ),
    "unknown_enterprise": (
        _("no enterprise has this tax code"),
        _("Correct the tax code, or add the enterprise to the sheet “%(sheet)s”"),
    ),
    "unknown_name": (
        _("this is neither a tax code, nor an agency, nor the name of an enterprise without a tax code"),
        _("Write the tax code as on the sheet “%(sheet)s”"),
    ),
    "unknown_product": (
        _("the seller %(seller)s has no such product"),
        _("Correct the name, or add the product to the sheet “%(sheet)s”"),
    ),
    "buyer_is_seller": (_("buyer and seller are the same"), _("Correct one of the two")),
    "value_mismatch": (
        _("the value is not quantity × unit price = %(expected)s"),
        _("Correct the one of the three that is wrong"),
    ),
    "stars_missing": (_("there is a day of certificate but no stars"), _("Write the stars, or leave the date empty")),
    "certificate_day_missing": (_("there are stars but no day of certificate"), _("Write the day of the certificate")),
    # A list of applications
    "fair_takes_none": (
        _("this fair takes no applications any more"),
        _("Look at its days and its state, or put the firms on its list of participants"),
    ),
    "phone_shape": (
        _("this is no telephone number"),
        _("Write one number, as 0912 345 678 or +84 912 345 678"),
    ),
    "too_many_products": (_("more than %(limit)s products are named"), _("Name those that matter most")),
    "no_consent": (
        _("there is no consent in writing"),
        _("Ask for it and write Có, or leave the row out: without it nothing may be kept of the person"),
    ),
    "twice_applicant": (_("this firm already stands in row %(first)s"), REMOVE_OR_CORRECT),
    "package_missing": (_("no package is chosen"), WRITE_ONE_OF),
    "unknown_package": (_("the fair offers no such package"), WRITE_ONE_OF),
    "area_missing": (_("the area is missing; %(package)s is by the m²"), _("Write the area in m²")),
    "area_range": (_("the area is not one that the package allows"), _("Write %(least)s to %(most)s m²")),
    "too_many_booths": (
        _("one enterprise can have %(limit)s booths at most"),
        _("Write fewer, or raise the limit in the fair's rules"),
    ),
    "received_in_future": (_("this day is still to come"), _("Correct the date")),
    "received_late": (
        _("applications closed on %(last)s, and this fair takes no late ones"),
        _("Write the day on which it was received, or leave the row out"),
    ),
    "not_eligible": (
        _("the firm may not apply to this fair. %(rule)s"),
        _("Correct the row, leave it out, or change the fair's rules"),
    ),
    "places_refused": (
        _("there are too few places (%(quota)s): %(left)s are left, the list asks for %(wanted)s"),
        _("Leave rows out, raise the limit, or let the fair keep a waiting list"),
    ),
    # Warnings
    "places_waiting": (
        _("there are too few places (%(quota)s): %(left)s are left, the list asks for %(wanted)s"),
        _("Those for whom none is left go on the waiting list, in the order of the rows"),
    ),
    "card_alike": (
        _("you keep a card that may be of the same firm: %(card)s (%(why)s)"),
        _("If it is, write its tax code %(number)s and name here; else a new card is entered"),
    ),
    "applied_itself": (
        _("this firm has applied by its own account"),
        _("Nothing is changed; return its application if it should say otherwise"),
    ),
    "application_decided": (
        _("its application was decided and says otherwise; it was left as it is"),
        _("Change the application itself if the list is right"),
    ),
    "asked_later": (
        _("the fair asks for papers or answers that no list can hold"),
        _("The review of each application says what is missing"),
    ),
    "column_ignored": (_("this column is not known and was not read"), _("Rename it if it was meant")),
    "column_absent": (
        _("the column “%(title)s” is missing"),
        _("What is known of it stays; add the column to bring more in"),
    ),
    "sheet_ignored": (_("this sheet is not known and was not read"), _("Rename it if it was meant")),
    "tax_code_zero": (
        _("the leading zero of the tax code was lost; it was put back"),
        _("Format the column as text to keep it"),
    ),
    "tax_code_check": (
        _("the tax code's check digit is wrong"),
        _("Compare it with the business registration; it was taken as written"),
    ),
    "phone_odd": (_("this does not look like a telephone number"), _("Compare it; it was taken as written")),
    "unknown_province": (
        _("this province is not known"),
        _("Compare the name; it was taken as written and no code was given"),
    ),
    "value_empty": (
        _("the value is empty, though quantity × unit price = %(expected)s"),
        _("Write it if the paper states it; until then it counts as not stated"),
    ),
    "agency_taken": (
        _("this was taken as the name of an agency"),
        _("Write a tax code instead if it is an enterprise"),
    ),
    "agreement_settled": (
        _("the record of this agreement has gone further (%(state)s) and says otherwise; it was left as it is"),
        _("Change the record itself if the workbook is right"),
    ),
}
