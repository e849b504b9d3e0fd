"""Education given."""

from __future__ import annotations

from practice_desk.domain.education import EducationGiven
from practice_desk.storage.education_rows import EDUCATION_GIVEN
from practice_desk.storage.records import Records

education_given: Records[EducationGiven] = Records(
    "education", EducationGiven, EDUCATION_GIVEN, order_by=("given_on", "id")
)
