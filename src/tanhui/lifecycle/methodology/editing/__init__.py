"""Writing a methodology document in a form: pure, from what is sent to the document's content and back."""
