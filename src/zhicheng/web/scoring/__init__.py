"""What experts do with a dossier: sheets, the group's one sheet, answers to open questions, the defence."""
