"""Long forms in parts: a legend above the fields that belong together."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject


def sections(*parts: LayoutObject) -> FormHelper:
    """The layout of a form that templates/records/form.html surrounds; hidden fields are put in by themselves."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.render_hidden_fields = True
    helper.layout = Layout(*parts)
    return helper
