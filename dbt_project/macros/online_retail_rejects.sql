{#- Invoice lines that are no sale: shared by the series sets made of them. -#}
{% macro online_retail_rejects() %}
    {{ return({
        'cancellation': "invoice like 'C%'",
        'non_positive_quantity': 'quantity <= 0',
        'non_positive_price': 'price <= 0',
    }) }}
{% endmacro %}
