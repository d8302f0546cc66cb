from django.urls import path

from intake.views import desk, files, memories, reading, redactions


app_name = "intake"
urlpatterns = [
    path("batches/", desk.batch_list, name="batch-list"),
    path("batches/upload/", desk.upload, name="upload"),
    path("blank/<str:kind>.xlsx", files.blank_sheet, name="blank-sheet"),
    path("headings/", memories.memory_list, name="memory-list"),
    path("headings/<int:number>/", memories.change_memory, name="change-memory"),
    path("batches/<int:number>/next.xlsx", files.start_next, name="start-next"),
    path("batches/<int:number>/", desk.batch, name="batch"),
    path("batches/<int:number>/read-again/", desk.read_again, name="read-again"),
    path("batches/<int:number>/marked.xlsx", files.marked_workbook, name="marked-workbook"),
    path("batches/<int:number>/bad-rows.xlsx", files.bad_rows, name="bad-rows"),
    path("batches/<int:number>/original/", files.original_file, name="original-file"),
    path("batches/<int:number>/headings/", desk.answer_headings, name="answer-headings"),
    path("batches/<int:number>/columns/", reading.columns, name="columns"),
    path("batches/<int:number>/columns/choose/", reading.choose_reading, name="choose-reading"),
    path("batches/<int:number>/mend/", reading.mend, name="mend"),
    path("batches/<int:number>/mend/cells/", reading.mend_cells, name="mend-cells"),
    path("batches/<int:number>/answer/", reading.answer_question, name="answer-question"),
    path("batches/<int:number>/submit/", desk.submit, name="submit"),
    path("batches/<int:number>/discard/", desk.discard, name="discard"),
    path("batches/<int:number>/decide/", desk.decide, name="decide"),
    path("batches/<int:number>/withdraw/", desk.request_withdrawal, name="request-withdrawal"),
    path("redactions/", redactions.redaction_list, name="redaction-list"),
    path("redactions/<int:number>/", redactions.redaction, name="redaction"),
    path("redactions/<int:number>/decide/", redactions.decide_redaction, name="decide-redaction"),
    path("batches/<int:number>/withdrawal/", desk.decide_withdrawal, name="decide-withdrawal"),
]
