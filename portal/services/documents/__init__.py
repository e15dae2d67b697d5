"""Documents made: composed, drafted, numbered and issued, credited, converted, voided."""
