"""The file of figures asks for a quiz."""

from tests import factories


def test_without_a_quiz_the_file_leads_to_the_list_of_quizzes(client):
    factories.sign_in(client, factories.user(roles=[("editor", None)]))
    response = client.get("/desk/questions.csv")
    assert (response.status_code, response.location) == (303, "/desk/questions")
