from tests.course_files import course_files as course_files
